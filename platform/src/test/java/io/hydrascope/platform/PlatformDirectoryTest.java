package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformDirectoryTest {
  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a:b", "a|b"})
  void create_nameThatFlinkWouldPart_namesIt(String name, @TempDir Path folder) {
    assertThatThrownBy(() -> PlatformDirectory.create(folder.resolve(name)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("choose another directory");
  }

  private interface Reading {
    Object of(PlatformDirectory directory) throws IOException;
  }

  @Test
  void read_damagedFile_isOneLineWithFileAndWayOut(@TempDir Path folder) throws IOException {
    PlatformDirectory directory = PlatformDirectory.create(folder.resolve("data"));
    Map<String, Reading> files =
        Map.of(
            "endpoints.json", PlatformDirectory::running,
            "access.json", PlatformDirectory::access,
            "job-settings.json", PlatformDirectory::jobSettings);
    for (Map.Entry<String, Reading> each : files.entrySet()) {
      Path file = directory.root().resolve(each.getKey());
      Files.writeString(file, "{\"ownerPassword\": \"sec");
      assertThatThrownBy(() -> each.getValue().of(directory))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(file + " is damaged, 22 bytes")
          .hasMessageContaining("start")
          .hasMessageNotContaining("\"sec")
          .hasMessageNotContaining("\n");
    }
  }
}
