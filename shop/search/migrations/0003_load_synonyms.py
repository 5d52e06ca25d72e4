"""Words of the north, the centre and the south for the same goods, as a start: the office edits the list.

(same thing, only typed, phrases in which the word means something else)
"""

from django.db import migrations

SYNONYMS = [
    ("heo, lợn", "", ""),
    ("dứa, khóm, trái thơm, quả thơm", "thơm", ""),
    ("chè, trà", "", "chè lam, chè kho, chè đậu, chè bưởi, chè thưng, chè trôi nước, chè khúc bạch"),
    ("mè, vừng", "", "cá mè, mắm mè"),
    ("đậu phộng, lạc, đậu phụng", "", "lạc tiên, lạc đà"),
    ("bắp, ngô", "", "bắp bò, bắp heo, bắp lợn, bắp chuối, bắp cải, bắp giò, ngô đồng"),
    ("mộc nhĩ, nấm mèo", "", ""),
    ("nấm hương, nấm đông cô", "", ""),
    ("miến, bún tàu", "", ""),
    ("khoai mì, củ mì, sắn", "", "sắn dây, sắn nước"),
    ("trái cây, hoa quả", "", ""),
    ("trái, quả", "", "hoa quả, hiệu quả, kết quả, bên trái"),
    ("súp lơ, bông cải, hoa lơ", "", ""),
    ("hồ tiêu, hạt tiêu", "tiêu", ""),
    ("chà bông, ruốc thịt, thịt chà bông", "ruốc", ""),
    ("giò lụa, chả lụa", "", ""),
    ("bánh tráng, bánh đa", "", "bánh đa lợn"),
    ("mì chính, bột ngọt", "", ""),
    ("mãng cầu ta, quả na, trái na", "na, mãng cầu", ""),
    ("mãng cầu xiêm, mãng cầu gai", "", ""),
    ("hồng xiêm, sa pô chê, sabôchê", "sa bô chê", ""),
    ("quất, tắc", "", ""),
    ("rau mùi, ngò rí", "ngò", ""),
    ("mùi tàu, ngò gai", "", ""),
    ("rau diếp cá, dấp cá, giấp cá", "", ""),
    ("đậu tương, đậu nành, đỗ tương", "", ""),
    ("đậu xanh, đỗ xanh", "", ""),
    ("đậu đen, đỗ đen", "", ""),
    ("hạt điều, đào lộn hột", "", ""),
    ("cà phê, cafe, cà fê", "", ""),
    ("ca cao, cacao", "", ""),
    ("mắc ca, macca, macadamia", "", ""),
    ("cá quả, cá lóc, cá tràu", "", ""),
    ("mực một nắng, mực 1 nắng", "", ""),
    ("đường phên, đường thẻ, đường bát", "", ""),
    ("thạch đen, sương sáo", "", ""),
]


def load(apps, schema_editor):
    Synonym = apps.get_model("search", "Synonym")
    Synonym.objects.bulk_create(
        Synonym(terms=terms, only_typed=only_typed, exceptions=exceptions) for terms, only_typed, exceptions in SYNONYMS
    )


class Migration(migrations.Migration):

    dependencies = [("search", "0002_words_stars_synonyms")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
