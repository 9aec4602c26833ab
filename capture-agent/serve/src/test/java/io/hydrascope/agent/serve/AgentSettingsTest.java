package io.hydrascope.agent.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {
  private static final Optional<Path> FILE = Optional.of(Path.of("prompts.jsonl"));
  private static final Optional<Path> NONE = Optional.empty();

  @Test
  void readsPrompts_askedByItsProcessAlone_isFalse() {
    AgentSettings alone = settings(Ablation.ZERO, AgentSettings.Files.none());
    assertThat(alone.readsPrompts()).isFalse();
    AgentSettings withFile = settings(Ablation.ZERO, new AgentSettings.Files(FILE, NONE, NONE));
    assertThat(withFile.readsPrompts()).isTrue();
  }

  @Test
  void settings_meanWithoutAnyPrompts_saysWhatIsMissing() {
    assertThatThrownBy(() -> settings(Ablation.MEAN, AgentSettings.Files.none()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--ablation mean needs --reference FILE");
    assertThat(settings(Ablation.MEAN, new AgentSettings.Files(FILE, NONE, NONE)).files())
        .isEqualTo(new AgentSettings.Files(FILE, NONE, NONE));
  }

  @Test
  void settings_resampleWithoutAnyPrompts_saysWhatIsMissing() {
    assertThatThrownBy(() -> settings(Ablation.RESAMPLE, AgentSettings.Files.none()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("needs --donors FILE");
  }

  @Test
  void settings_filesThatNothingReads_areRefused() {
    assertThatThrownBy(() -> settings(Ablation.ZERO, new AgentSettings.Files(NONE, FILE, NONE)))
        .hasMessageContaining("--reference needs --ablation mean or noise, not zero");
    assertThatThrownBy(() -> settings(Ablation.ZERO, new AgentSettings.Files(NONE, NONE, FILE)))
        .hasMessageContaining("--donors needs --ablation resample, not zero");
  }

  @Test
  void publishing_spoolBelowTheSmallest_namesTheLimit() {
    assertThatThrownBy(() -> publishing((16L << 20) - 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--spool-limit of 16777215 bytes must be at least 16m");
  }

  private static AgentSettings settings(Ablation ablation, AgentSettings.Files files) {
    Method usual = Method.usual(Target.NEXT);
    Method method =
        new Method(
            ablation,
            usual.scope(),
            usual.units(),
            usual.readout(),
            usual.target(),
            usual.donorPosition());
    return new AgentSettings(
        new AgentSettings.AgentModel(
            new ModelSource.Checkpoint(Path.of("models", "base")),
            "model",
            "base",
            EngineOptions.defaults()),
        new Measuring(method, new UnitSelection(Optional.empty(), List.of(), List.of()), 0),
        files,
        AgentSettings.Inlets.none(),
        publishing(16L << 20));
  }

  private static AgentSettings.Publishing publishing(long spoolBytes) {
    return new AgentSettings.Publishing(
        DetailPolicy.parse("full"),
        new VectorPolicy(
            0, 1, VectorPolicy.ALL_SITES, List.of(VectorPolicy.INTACT), VectorPrecision.BF16),
        Path.of("spool"),
        spoolBytes);
  }
}
