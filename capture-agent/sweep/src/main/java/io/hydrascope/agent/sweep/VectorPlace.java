package io.hydrascope.agent.sweep;

import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.capture.CaptureRows;

/**
 * One activation vector of one run of a prompt.
 *
 * @param planned index of the ablated unit in the plan, or {@link CaptureRows#INTACT}
 * @param donor index into the prompt's donors, or {@link CaptureRows#NO_DONOR}
 * @param position a readout
 */
public record VectorPlace(int planned, int donor, ActivationSite site, int position) {
  public boolean isAblated() {
    return planned != CaptureRows.INTACT;
  }
}
