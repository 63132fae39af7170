import json
from typing import Any

import pytest

from bot.errors import ConfigurationError
from bot.nmt.catalog import Catalog
from bot.nmt.refusals import check_config, check_supported
from bot.settings import bundled_models


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("tencent/Hunyuan-MT-7B", "cannot load HunYuan .*openai:NAME"),
        ("tencent/Hy-MT2-1.8B", "cannot load HunYuan"),
        ("hy-mt2-7b", "cannot load HunYuan"),
        ("someone/Index-Translate-2B", r"cannot load Qwen3\.5"),
        ("Qwen/Qwen3.5-9B", r"cannot load Qwen3\.5 .*openai:NAME"),
        ("google/translategemma-4b-it", "rope scaling"),
        ("mozilla/firefox-translations-models", "SSRU .* Choose another"),
    ],
)
def test_models_are_refused_by_name(name: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        check_supported(name)


def test_no_model_of_the_catalog_is_refused() -> None:
    for entry in Catalog.read(bundled_models() / "catalog.toml").models:
        for name in (entry.name, entry.source, *(download.repository for download in entry.downloads)):
            check_supported(name)


@pytest.mark.parametrize(
    "name", ["quickmt/quickmt-zh-en", "NiuTrans/LMT-60-1.7B", "Qwen/Qwen3-4B", "google/gemma-3-4b"]
)
def test_other_names_pass(name: str) -> None:
    check_supported(name)


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "hunyuan_v1_dense"},
        {"architectures": ["HunYuanDenseV1ForCausalLM"]},
        {"model_type": "qwen3_5"},
        {"architectures": ["Qwen3_5ForConditionalGeneration"]},
        {"model_type": "multimodal", "text_config": {"model_type": "qwen3_5_text"}},
        {"model_type": "gemma3_text", "rope_scaling": {"rope_type": "linear", "factor": 8.0}},
        {"model_type": "gemma3", "text_config": {"rope_scaling": {"rope_type": "linear", "factor": 8.0}}},
        {
            "architectures": ["Gemma3ForCausalLM"],
            "rope_parameters": {
                "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6},
                "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
            },
        },
        {"model_type": "marian", "dec-cell": "ssru"},
        {"transformer-decoder-autoreg": "rnn-ssru"},
    ],
    ids=json.dumps,
)
def test_networks_are_refused_by_their_configuration(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="This model is not supported: CTranslate2"):
        check_config(config)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"model_type": "marian", "architectures": ["MarianMTModel"]},
        {"model_type": "qwen3", "rope_scaling": None},
        {"model_type": "llama", "rope_scaling": {"rope_type": "llama3", "factor": 8.0}},
        {"model_type": "gemma3_text", "rope_scaling": None},
        {"model_type": "gemma3_text", "rope_scaling": {"rope_type": "default", "factor": 1.0}},
        {"bos_token": "<s>", "eos_token": "</s>", "add_source_eos": True},
    ],
    ids=json.dumps,
)
def test_other_networks_pass(config: dict[str, Any]) -> None:
    check_config(config)
