"""Places to choose from, in the order of the Vietnamese alphabet, which no database of ours sorts by."""

from collections.abc import Iterator

from django_filters import ModelChoiceFilter
from django_filters.fields import ModelChoiceField as FilterField
from django_filters.fields import ModelChoiceIterator as FilterIterator

from django import forms
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from .alphabet import alphabetical


class _Alphabetical:
    """What stands for no place stays first, and is there before any query."""

    def __iter__(self) -> Iterator[tuple]:
        places = []
        for choice in super().__iter__():
            if isinstance(choice[0], ModelChoiceIteratorValue):
                places.append(choice)
            else:
                yield choice
        yield from sorted(places, key=lambda choice: alphabetical(str(choice[1])))


class _Choices(_Alphabetical, ModelChoiceIterator):
    pass


class _FilterChoices(_Alphabetical, FilterIterator):
    pass


class PlaceField(forms.ModelChoiceField):
    iterator = _Choices


class PlacesField(forms.ModelMultipleChoiceField):
    iterator = _Choices


class _PlaceFilterField(FilterField):
    iterator = _FilterChoices


class PlaceFilter(ModelChoiceFilter):
    field_class = _PlaceFilterField
