"""The dialogue server: Rasa, with the model of the assistant's present data.

Run: python -m bot.dialogue
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.dialogue_settings import ASSISTANT, DialogueSettings, DialogueSettingsError, read_settings
from bot.training import TrainingError, model_path, require_rasa


def command(settings: DialogueSettings, model: Path) -> list[str]:
    """What is run: Rasa on the loopback address alone, without telemetry, warnings and errors only."""
    return [
        *(str(settings.rasa_python), "-m", "rasa", "run", "--quiet"),
        *("--model", str(model)),
        *("--endpoints", str(ASSISTANT / "endpoints.yml")),
        *("--credentials", str(ASSISTANT / "credentials.yml")),
        *("--interface", "127.0.0.1"),
        *("--port", str(settings.rasa_port)),
    ]


def main() -> None:
    """Becomes the Rasa process, so that whoever started this one can stop it."""
    try:
        settings = read_settings(os.environ)
        require_rasa(settings)
    except (DialogueSettingsError, TrainingError) as error:
        sys.exit(str(error))
    model = model_path(settings)
    if not model.exists():
        sys.exit(f"There is no trained model at {model}. Train it with `python -m bot.training`")
    os.execve(settings.rasa_python, command(settings, model), dict(settings.environment))


if __name__ == "__main__":
    main()
