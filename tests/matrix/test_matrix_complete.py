"""The table and the product name the same things: nothing comes in without its readers."""

import inspect
from collections import Counter
from importlib import import_module
from typing import Any

from django.db.models import QuerySet
from django.test import SimpleTestCase

from cases.models import NoteVersion
from tests.matrix import registry
from tests.matrix.readers import EXISTS
from tests.matrix.readers_of_words import WORDS
from tests.matrix.routes import API, PAGES, SOCKET_COMMANDS, SOCKETS, WITHOUT_ROW
from tests.matrix.rules import RULES
from tests.matrix.shared import MatrixCase
from tests.matrix.words import sealed_models

TABLE = {**API, **PAGES}


class TheTable(SimpleTestCase):
    def test_every_address_has_a_row_and_every_row_an_address(self) -> None:
        there = {address.name for address in registry.addresses()} - set(WITHOUT_ROW)

        for name in sorted(there - set(TABLE)):
            with self.subTest(address=name):
                self.fail(
                    f"“{name}” is in no table. Add a row to tests/matrix/routes_*.py that says "
                    "what its ids name, who may do what there, and what the others hear."
                )
        for name in sorted(set(TABLE) - there):
            with self.subTest(row=name):
                self.fail(f"There is no address “{name}” any more. Take its row out.")

    def test_no_two_addresses_share_a_name(self) -> None:
        names = Counter(address.name for address in registry.addresses())

        assert [name for name, times in names.items() if times > 1] == []

    def test_every_method_of_the_api_is_declared(self) -> None:
        for address in registry.addresses():
            if not address.actions or address.name not in TABLE:
                continue
            with self.subTest(address=address.name):
                assert TABLE[address.name].methods == set(address.actions), (
                    f"The row of “{address.name}” has other methods than its viewset. Say in "
                    "tests/matrix/routes_api*.py who may do what with each of them."
                )

    def test_every_socket_and_command_is_declared(self) -> None:
        said = (
            "Say in tests/matrix/routes.py what it is for, and try it in test_matrix_sockets."
        )

        assert registry.sockets() == set(SOCKETS), said
        assert registry.socket_commands() == set(SOCKET_COMMANDS), said


class TheRules(SimpleTestCase):
    def test_each_is_the_words_of_one_place_in_the_code(self) -> None:
        """Else ``tests/matrix/mutate.py`` would switch off nothing."""
        for rule in RULES:
            with self.subTest(rule=f"{rule.module}: {rule.old}"):
                assert inspect.getsource(import_module(rule.module)).count(rule.old) == 1


class TheWorld(MatrixCase):
    def test_everything_in_it_has_its_readers_and_the_other_way_round(self) -> None:
        assert set(self.world.targets) == set(EXISTS)
        planted = set(self.world.planted.words.values())
        assert planted <= set(WORDS), (
            "Some words have no readers in tests/matrix/readers_of_words.py."
        )

    def test_every_text_under_seal_holds_a_word(self) -> None:
        """A new field has to be planted, or nobody would notice who reads it."""
        for model, names in sealed_models().items():
            rows: list[Any] = list(QuerySet(model))
            for name in names:
                if (model, name) == (NoteVersion, "sections"):
                    continue  # where the sections lie in the text, and their titles
                with self.subTest(field=f"{model._meta.label}.{name}"):
                    texts = " ".join(str(getattr(row, name)) for row in rows)
                    assert self.world.planted.found_in(texts), (
                        "Plant a word in it in tests/matrix/world_*.py and say who reads it."
                    )
