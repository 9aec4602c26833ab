package io.hydrascope.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.embedded.EmbeddedException;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FlinkKeyOptionTest {
  private static final URI SECURE = URI.create("https://flink:8081");
  private static final URI OPEN = URI.create("http://flink:8081");

  @TempDir private Path folder;

  @Test
  void access_openAddress_asksForNoKey() {
    assertThat(parsed().access(OPEN, null).key()).isEmpty();
    assertThat(parsed().access(OPEN, null).restUrl()).isEqualTo(OPEN);
  }

  @Test
  void access_keyAndAddressDoNotFit_saysSo() {
    assertThatThrownBy(() -> parsed().access(SECURE, null))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--flink https://flink:8081: an address of https needs --flink-key FILE, and no other takes one");
    assertThatThrownBy(() -> parsed("--flink-key", "k.p12").access(OPEN, "secret"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--flink http://flink:8081: ");
  }

  @Test
  void access_fileOrPasswordIsMissing_saysWhichOne() throws IOException {
    Path file = Files.writeString(folder.resolve("key.p12"), "no key store");

    assertThatThrownBy(() -> parsed("--flink-key", file.toString()).access(SECURE, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("set its password as HYDRASCOPE_FLINK_KEY_PASSWORD");
    assertThatThrownBy(() -> parsed("--flink-key", folder + "/none").access(SECURE, "secret"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none: the file cannot be read");
    assertThatThrownBy(() -> parsed("--flink-key", file.toString()).access(SECURE, "secret"))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContainingAny("secret");
  }

  private static FlinkKeyOption parsed(String... arguments) {
    FlinkKeyOption option = new FlinkKeyOption();
    CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());
    line.addMixin("key", option);
    line.parseArgs(arguments);
    return option;
  }
}
