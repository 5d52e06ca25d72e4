from hypothesis import given
from hypothesis import strategies as st

from shop.checkout.references import ALPHABET, new_reference, read_order_number, read_reference

references = st.builds(lambda _: new_reference(), st.integers())


@given(references)
def test_what_we_give_out_we_read_back_however_it_is_typed(reference):
    assert read_reference(reference) == reference
    assert read_reference(f" {reference[:4].lower()}-{reference[4:].lower()} ") == reference
    assert set(reference) <= set(ALPHABET)
    assert len(reference) == 8


@given(references, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(reference, place, sign):
    wrong = reference[:place] + sign + reference[place + 1 :]
    assert wrong == reference or read_reference(wrong) is None


@given(references, st.integers(0, 7), st.integers(0, 7))
def test_two_signs_that_changed_places_are_noticed(reference, one, other):
    signs = list(reference)
    signs[one], signs[other] = signs[other], signs[one]
    swapped = "".join(signs)
    assert swapped == reference or read_reference(swapped) is None


@given(references)
def test_letters_that_look_like_digits_are_taken_for_them(reference):
    looked = reference.replace("0", "O").replace("1", "l")
    assert read_reference(looked) == reference


@given(st.text(max_size=12))
def test_anything_else_is_no_reference_or_a_true_one(typed):
    found = read_reference(typed)
    assert found is None or read_reference(found) == found


def test_order_numbers_carry_the_number_of_the_parcel():
    reference = new_reference()
    assert read_order_number(f" {reference.lower()}-2") == f"{reference}-2"
    assert read_order_number(reference) is None
    assert read_order_number("") is None
