"""`kartu walkthrough`: the whole job on a throw-away database, each step with its time."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kartu.base.language import say
from kartu.replacements.walkthrough import Step, Walk

SAMPLE = Path(__file__).parents[4] / "samples" / "roster-pt-contoh.csv"
OUT = Path("kartu-walkthrough")

WORDS = {
    "import": ("Daftar tenaga kerja masuk", "The roster comes in"),
    "activate": ("Akun peserta dibuka", "The member's account is opened"),
    "issue": ("Kartu diterbitkan", "The card is issued"),
    "save": ("Kartu disimpan", "The card is saved"),
    "verify": ("Kartu diperiksa", "The card is checked"),
    "report-lost": ("Kartu hilang dilaporkan", "The card is reported lost"),
    "refused": ("Kartu lama ditolak", "The old card is refused"),
    "renewed": ("Kartu digital sudah diperbarui", "The digital card is renewed"),
    "approved": ("Kartu plastik baru disetujui", "The new plastic card is approved"),
    "printed": ("Kartu plastik dicetak", "The plastic card is printed"),
    "handed-over": ("Kartu plastik diserahkan", "The plastic card is handed over"),
}


class Command(BaseCommand):
    help = say(
        settings.COMMAND_LANGUAGE,
        id="menjalani seluruh alur pada basis data sementara, dari daftar tenaga kerja sampai kartu pengganti",
        en="walk the whole road on a throw-away database, from a roster to the handed-over replacement",
    )
    exit_code = 0

    def add_arguments(self, parser: CommandParser) -> None:
        language = settings.COMMAND_LANGUAGE
        parser.add_argument(
            "--roster", type=Path, default=SAMPLE, help=say(language, id="daftar tenaga kerja", en="the roster")
        )
        parser.add_argument(
            "--out",
            type=Path,
            default=OUT,
            help=say(language, id="folder untuk berkas hasil", en="folder for the files"),
        )
        parser.add_argument("--json", action="store_true", help=say(language, id="hasil sebagai JSON", en="as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        language, out = settings.COMMAND_LANGUAGE, options["out"].absolute()
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            words = say(language, id="Folder {0} tidak dapat dibuat: {1}", en="The folder {0} cannot be made: {1}")
            raise CommandError(words.format(out, error.strerror)) from error
        walk = Walk(options["roster"].absolute(), out, language)
        steps = []
        for number, step in enumerate(walk.steps(), 1):
            steps.append(step)
            (self.stderr if options["json"] else self.stdout).write(_line(number, step, language))
        self.exit_code = 0 if len(steps) == len(WORDS) and all(step.ok for step in steps) else 1
        if options["json"]:
            answer = {
                "steps": [asdict(step) for step in steps],
                "files": walk.files,
                "codes": walk.codes,
                "verdicts": walk.verdicts,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(_closing(walk, self.exit_code, language))


def _line(number: int, step: Step, language: str) -> str:
    title = say(language, id=WORDS[step.name][0], en=WORDS[step.name][1])
    mark = "✓" if step.ok else "✗"
    return f"{number:>2}. {mark} {title:<34} {step.seconds:>7.2f} s  {step.detail}"


def _closing(walk: Walk, exit_code: int, language: str) -> str:
    if exit_code:
        return "\n" + say(language, id="Berhenti pada langkah di atas.", en="Stopped at the step above.")
    return "\n" + say(language, id="Selesai. {0} berkas ada di {1}", en="Done. {0} files are in {1}").format(
        len(walk.files), walk.out
    )
