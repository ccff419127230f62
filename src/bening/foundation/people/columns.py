"""The columns of a table of people: the export writes them, the import reads them back."""

NAME, USERNAME, EMAIL = "Nama", "Nama pengguna", "Surel"
ROLE, UNIT, AREA, DECREE = "Peran", "Unit", "Area", "SK"
SINCE, UNTIL, ACTING, ACTING_FOR = "Sejak", "Sampai sebelum", "Menjabat", "Mewakili"

COLUMNS = (NAME, USERNAME, EMAIL, ROLE, UNIT, AREA, DECREE, SINCE, UNTIL, ACTING, ACTING_FOR)
NEEDED = (NAME, USERNAME, EMAIL)
