package io.hydrascope.platform.replay;

import io.hydrascope.platform.CaptureTopic;
import io.hydrascope.platform.JobPause;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.storage.ClickHouseEndpoint;

/**
 * What a replay works on.
 *
 * @param clickHouse of a user who may create tables
 * @param times that the job believes
 */
public record ReplayPlatform(
    CaptureTopic captures, ClickHouseEndpoint clickHouse, JobPause job, AcceptedTimes times) {}
