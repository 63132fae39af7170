"""Learns the joint SentencePiece vocabulary of both languages."""

import io
import os
import random
from pathlib import Path

import sentencepiece

from models.recipe import corpus
from models.recipe.config import Vocabulary
from models.recipe.symbols import PLACEHOLDERS, TAGS

PAD, UNK, BOS, EOS = range(4)


def learn(folder: Path, numbers: Vocabulary, only: tuple[str, ...] = ()) -> bytes:
    """Learn a vocabulary from a corpus.

    It has unigram pieces, split digits and byte fallback, without normalization; the direction tags and the
    placeholders are separate pieces.

    Args:
        folder: the corpus.
        numbers: its size and other parameters.
        only: the domains to use; empty for all.

    Returns:
        The SentencePiece model.
    """
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_sentences(folder, numbers, only)),
        model_writer=model,
        vocab_size=numbers.size,
        model_type="unigram",
        character_coverage=numbers.coverage,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        user_defined_symbols=[*TAGS, *PLACEHOLDERS],
        pad_id=PAD,
        unk_id=UNK,
        bos_id=BOS,
        eos_id=EOS,
        max_sentence_length=2000,
        input_sentence_size=numbers.sentences,
        shuffle_input_sentence=True,
        num_threads=os.cpu_count() or 1,
        allow_whitespace_only_pieces=False,
        max_sentencepiece_length=numbers.longest_piece,
        minloglevel=1,
    )
    return model.getvalue()


def _sentences(folder: Path, numbers: Vocabulary, only: tuple[str, ...]) -> list[str]:
    rng = random.Random(1)  # noqa: S311 - reproducible, not secret
    lines: list[str] = []
    for domain in corpus.domains(folder, only):
        if domain.endswith("_ph") or domain in numbers.omit:
            continue
        pairs = corpus.read(folder, domain)
        rng.shuffle(pairs)
        for pair in pairs[: numbers.cap.get(domain, len(pairs))]:
            lines += pair
    rng.shuffle(lines)
    return lines
