package io.hydrascope.storage.insert;

import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.CaptureSource;

/**
 * A revision that was watched.
 *
 * @param seenAtMicros microseconds since 1970 UTC; the newest row of a revision is kept
 */
public record RevisionRow(CaptureSource source, ResidualBasis basis, long seenAtMicros) {}
