package io.hydrascope.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EngineTelemetryTest {
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its ONNX Runtime reads no command line")
  void disable_notSaidOutside_isSeenByNativeCode() {
    EngineTelemetry.disable(Map.of("ORT_DISABLE_TELEMETRY", "0"));

    Object[] asked = {"ORT_DISABLE_TELEMETRY"};
    assertThat(NativeLibrary.getProcess().getFunction("getenv").invokeString(asked, false))
        .isEqualTo("1");
  }
}
