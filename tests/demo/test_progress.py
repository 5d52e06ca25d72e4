"""The first start says how far migrating is, in few lines."""

from shop.demo.progress import Progress


def test_it_tells_every_fifty_migrations_and_the_last():
    said: list[str] = []
    out = Progress(total=120, say=said.append)
    for number in range(120):
        out.write(f"  Applying shop.{number:04}...")
        out.write(" OK\n")
    assert [line.strip() for line in said] == ["50 of 120", "100 of 120", "120 of 120"]
