package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.List;

/**
 * Who answered one unit's ablation in one capture, as columns with one entry a row; positions and
 * donors ascending.
 *
 * @param ablation, scope, target, referenceSet the plan's words
 * @param responders text forms of the components that can answer, in the order of the basis
 * @param donorId empty but for resample ablation
 * @param responses {@code w·(c'_j − c_j)/s}, logits // [row, responder]
 */
public record ResponseBatch(
    CaptureSource source,
    String ablation,
    String scope,
    String target,
    String referenceSet,
    Capture capture,
    AblationUnit ablated,
    List<String> responders,
    int[] position,
    String[] donorId,
    int[] targetToken,
    float[] responses) {

  public ResponseBatch {
    responders = List.copyOf(responders);
  }

  public int count() {
    return position.length;
  }

  public float response(int row, int responder) {
    return responses[row * responders.size() + responder];
  }
}
