package io.hydrascope.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Refuses two folders that are not revisions of one model. */
final class SameShape {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SameShape() {}

  static void require(ModelInfo base, ModelInfo candidate) {
    requireSame("model_type", base.modelType(), candidate.modelType());
    requireSame("layers", base.layers(), candidate.layers());
    requireSame("heads", base.heads(), candidate.heads());
    requireSame("d_model", base.width(), candidate.width());
    requireSame("vocabulary", base.vocabulary(), candidate.vocabulary());
    requireSame("components", base.basis(), candidate.basis());
  }

  private static void requireSame(String name, Object base, Object candidate) {
    if (!base.equals(candidate)) {
      throw new BadInputException(
          "%s=%s in the base and %s in the candidate: only revisions of one shape can be compared"
              .formatted(name, base, candidate));
    }
  }

  /** The words behind the token numbers; what a revision added beside them may differ. */
  static void requireSameTokenizer(Path base, Path candidate) {
    Path first = base.resolve("tokenizer.json");
    Path second = candidate.resolve("tokenizer.json");
    if (!Files.isRegularFile(first) || !Files.isRegularFile(second)) {
      return;
    }
    try {
      if (Files.mismatch(first, second) != -1 && !words(first).equals(words(second))) {
        throw new BadInputException(
            "tokenizers differ: 'model' of %s and of %s are not the same, so their tokens cannot be compared"
                .formatted(first, second));
      }
    } catch (IOException e) {
      throw new BadInputException(
          "tokenizers of %s and %s cannot be read: %s".formatted(base, candidate, e.getMessage()));
    }
  }

  private static JsonNode words(Path file) throws IOException {
    return JSON.readTree(file.toFile()).path("model");
  }

  /** Whatever the files say: the same prompts must be the same tokens. */
  static void requireSameTokens(List<Prompt> base, List<Prompt> candidate) {
    for (int i = 0; i < base.size(); i++) {
      int[] first = base.get(i).tokens();
      int[] second = candidate.get(i).tokens();
      if (!Arrays.equals(first, second)) {
        throw new BadInputException(
            "tokenizers differ: prompt %s is %s in the base and %s in the candidate"
                .formatted(base.get(i).id(), Arrays.toString(first), Arrays.toString(second)));
      }
    }
  }
}
