"""What the protocol documents leave open, as named quirks with positions; the first position is the default."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quirk:
    """One open point: its positions, and what the document says about it."""

    name: str
    positions: tuple[str, ...]
    about: str


class Quirks:
    """The positions in force for one marketplace."""

    def __init__(self, known: tuple[Quirk, ...], chosen: dict[str, str] | None = None):
        self.known = {quirk.name: quirk for quirk in known}
        self._positions = {quirk.name: quirk.positions[0] for quirk in known}
        for name, position in (chosen or {}).items():
            self.set(name, position)

    def set(self, name: str, position: str) -> None:
        """Raises ValueError for a name or a position that does not exist."""
        if name not in self.known:
            raise ValueError(f"no quirk {name!r}; known: {', '.join(sorted(self.known))}")
        if position not in self.known[name].positions:
            raise ValueError(f"quirk {name} has the positions {', '.join(self.known[name].positions)}")
        self._positions[name] = position

    def __getitem__(self, name: str) -> str:
        return self._positions[name]

    def as_dict(self) -> dict[str, str]:
        return dict(self._positions)
