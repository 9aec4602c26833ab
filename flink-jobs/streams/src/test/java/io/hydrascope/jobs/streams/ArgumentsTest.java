package io.hydrascope.jobs.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final Set<String> KNOWN = Set.of("kafka", "clickhouse", "parallelism");

  @Test
  void parse_unknownName_namesTheNearestKnown() {
    assertThatThrownBy(() -> Arguments.parse(List.of("--kafak", "x"), KNOWN))
        .hasMessage("argument --kafak is unknown; did you mean --kafka?");
    assertThatThrownBy(() -> Arguments.parse(List.of("paralelism", "2"), KNOWN))
        .hasMessageContaining("did you mean --parallelism?");
  }

  @Test
  void parse_withoutValueOrTwice_saysSo() {
    assertThatThrownBy(() -> Arguments.parse(List.of("--kafka"), KNOWN))
        .hasMessage("argument --kafka has no value");
    assertThatThrownBy(() -> Arguments.parse(List.of("--kafka", "a", "--kafka", "b"), KNOWN))
        .hasMessage("argument --kafka is given twice");
  }

  @Test
  void integer_noNumber_namesTheArgument() {
    Arguments arguments = Arguments.parse(List.of("--parallelism", "two"), KNOWN);
    assertThatThrownBy(() -> arguments.integer("parallelism", 2))
        .hasMessage("argument --parallelism=two is no number");
  }

  @Test
  void from_onlyWhatIsRequired_hasDefaults() {
    StreamsConfig config =
        config("--kafka", "localhost:9092", "--clickhouse", "http://localhost:8123");
    assertThat(config.parallelism()).isEqualTo(2);
    assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.repeatsHorizon()).isEqualTo(Duration.ofDays(7));
    assertThat(config.clickHouse().database()).isEqualTo("hydrascope");
    assertThatThrownBy(() -> config("--kafka", "localhost:9092"))
        .hasMessage("argument --clickhouse is missing");
  }

  @Test
  void toString_withPassword_doesNotShowIt() {
    StreamsConfig config =
        config(
            "--kafka", "k:1", "--clickhouse", "http://c:1", "--clickhouse-password", "open sesame");
    assertThat(config.toString()).doesNotContain("sesame");
  }

  private static StreamsConfig config(String... words) {
    return StreamsConfig.from(Arguments.parse(List.of(words), StreamsConfig.names()));
  }
}
