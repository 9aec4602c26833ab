package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.text.BadInputException;
import java.nio.file.Path;
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
}
