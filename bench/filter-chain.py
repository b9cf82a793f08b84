"""CPU seconds of datatrove's filter chain, one process: filter-chain.py MIX.jsonl.gz en|ko shipped|split MEGABYTES

Reads JSON lines, judges them by FineWeb's four filters (en) or FineWeb2's three for Korean (ko), in the order of those pipelines, and
prints {"mb", "cpu_s", "kept"} of the first so many megabytes of text. `split` replaces spaCy and Kiwi by str.split. Imports and the
loading of the splitters are not counted.
"""
import gzip
import json
import os
import sys
import tempfile
import time

os.environ.setdefault("TQDM_DISABLE", "1")
from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.utils import word_tokenizers
from datatrove.utils.logging import logger

logger.remove()
path, lang, splitter, megabytes = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
# The model that FineWeb2's limits were set with.
word_tokenizers.KiwiTokenizer.__init__.__defaults__ = ("sbg",)
STOP_WORDS = "의 다 이 는 에 을 한 년 하 은 를 했 고 에서 가 있 으로 인 월 로 되".split()
LANGUAGE = "kor_Hang" if lang == "ko" else "eng"


class Blanks(word_tokenizers.WordTokenizer):
    def word_tokenize(self, text):
        return text.split()

    def sent_tokenize(self, text):
        return [text]

    def span_tokenize(self, text):
        return [(0, len(text))]


language = Blanks() if splitter == "split" else LANGUAGE
if lang == "en":
    steps = [
        GopherRepetitionFilter(language=language),
        GopherQualityFilter(language=language),
        C4QualityFilter(filter_no_terminal_punct=False, language=language),
        FineWebQualityFilter(language=language),
    ]
else:
    steps = [
        GopherRepetitionFilter(
            language=language,
            dup_line_frac=0.374,
            dup_para_frac=0,
            dup_line_char_frac=0,
            dup_para_char_frac=0,
            top_n_grams=[[2, 0.282], [3, 0.228], [4, 0.185]],
            dup_n_grams=[[5, 0.201], [6, 0.184], [7, 0.168], [8, 0.154], [9, 0.14], [10, 0.127]],
        ),
        FineWebQualityFilter(
            language=language, short_line_thr=999, char_duplicates_ratio=0.1, line_punct_thr=0.062, new_line_ratio=0.196
        ),
        GopherQualityFilter(
            language=language,
            max_avg_word_length=6,
            min_avg_word_length=1,
            stop_words=STOP_WORDS,
            max_non_alpha_words_ratio=0.791,
        ),
    ]
folder = tempfile.mkdtemp()
size = 0
with gzip.open(path, "rt", encoding="utf-8") as lines, gzip.open(os.path.join(folder, "part.jsonl.gz"), "wt", encoding="utf-8") as part:
    for line in lines:
        part.write(line)
        size += len(json.loads(line)["text"].encode())
        if size >= megabytes * 1e6:
            break
if splitter != "split":
    word_tokenizers.load_word_tokenizer(LANGUAGE).word_tokenize("warm up 준비")
began = time.process_time()
documents = JsonlReader(folder, compression="gzip").run(None, 0, 1)
for step in steps:
    documents = step.run(documents, 0, 1)
kept = sum(1 for _ in documents)
print(json.dumps({"mb": size / 1e6, "cpu_s": time.process_time() - began, "kept": kept}))
