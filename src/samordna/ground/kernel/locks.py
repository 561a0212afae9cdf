"""The names of the advisory locks on PostgreSQL, in one place so that no two are the same.

PostgreSQL knows such a lock by a number only, any that no other program in the database uses; SQLite lets one writer in
at a time and needs none.
"""

from __future__ import annotations

from typing import Final

#: One link of the audit chain comes after the other.
AUDIT_CHAIN: Final = 7_311_804
#: Those who write something sealed share it; a change of keys takes it alone.
KEYS: Final = 7_311_805
#: A whole file of participants takes it alone, at the end of its transaction; single acts share it.
FILES: Final = 7_311_806
#: One change of a code table comes after the other.
CODE_TABLES: Final = 7_311_807
