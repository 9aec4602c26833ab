package io.hydrascope.agent.method;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit.Kind;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.text.BadInputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Published experiments; docs/sweep.md says point by point where a preset differs from its paper.
 */
public enum Preset {
  /** McGrath et al. 2023, "The Hydra Effect" (arXiv 2307.15771). */
  MCGRATH("mcgrath"),
  /** Rushing and Nanda 2024, "Explorations of Self-Repair in Language Models" (2402.15390). */
  RUSHING_NANDA("rushing-nanda");

  private final String text;

  Preset(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  public Method method() {
    return switch (this) {
      case MCGRATH ->
          new Method(
              Ablation.RESAMPLE,
              Scope.READOUT_POSITION,
              List.of(Kind.ATTN_OUT, Kind.MLP_OUT),
              "last",
              Target.ARGMAX,
              DonorPosition.LAST);
      case RUSHING_NANDA ->
          new Method(
              Ablation.RESAMPLE,
              Scope.ALL_POSITIONS,
              List.of(Kind.HEAD),
              "all",
              Target.NEXT,
              DonorPosition.SAME);
    };
  }

  /**
   * @throws BadInputException naming the word and the accepted ones
   */
  public static Preset parse(String text) {
    return Arrays.stream(values())
        .filter(preset -> preset.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--preset %s is none of %s"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(Preset::text)
                                .collect(Collectors.joining(", ")))));
  }
}
