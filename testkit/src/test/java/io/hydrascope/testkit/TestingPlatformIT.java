package io.hydrascope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hydrascope.embedded.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TestingPlatformIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.CLICKHOUSE);

  @Test
  void platform_hasThePartsAskedFor_andNoOthers() {
    assertThat(PLATFORM.clickHouse().pids()).hasSize(1);
    assertThatIllegalStateException()
        .isThrownBy(PLATFORM::kafka)
        .withMessageContaining("clickhouse");
  }
}
