"""The action server: what Rasa asks to be done, done with the answering path of this process.

Run: python -m bot.server      (SHOPCLERK_ACTION_PORT, 5055, on 127.0.0.1)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import uvicorn

from bot.action_app import create_app
from bot.answering.pipeline import AnsweringPipeline
from bot.bootstrap import VOICE_OFF, build_pipeline
from bot.dialogue_settings import DialogueSettingsError, read_settings
from bot.errors import SettingsInvalid
from bot.server_logs import configure_logs
from bot.settings import BotSettings
from bot.warming import warmed
from retrieval.client import connect
from retrieval.errors import RetrievalError
from retrieval.settings import RetrievalSettings

STOPS_WITHIN_S = 2


def main() -> None:
    """Serves until it is told to stop."""
    configure_logs()
    try:
        port = read_settings(os.environ).action_port
        bot, retrieval = BotSettings.from_environment(), RetrievalSettings.from_environment()
    except (DialogueSettingsError, SettingsInvalid, RetrievalError) as error:
        sys.exit(str(error))
    index = connect(retrieval)

    def parts(pipeline: AnsweringPipeline) -> Mapping[str, bool]:
        """The index is asked; the embedder is there, or there would be no pipeline."""
        wording = {} if bot.voice == VOICE_OFF else {"generator": pipeline.phraser is not None}
        return {"elasticsearch": bool(index.ping()), "embedder": True, **wording}

    app = create_app(lambda: warmed(build_pipeline(bot, retrieval=retrieval)), parts=parts)
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=STOPS_WITHIN_S
    )


if __name__ == "__main__":
    main()
