package io.hydrascope.cli.replay;

import io.hydrascope.cli.platform.CaptureTopic;
import io.hydrascope.cli.platform.JobPause;
import io.hydrascope.storage.ClickHouseEndpoint;

/**
 * What a replay works on.
 *
 * @param clickHouse of a user who may create tables
 */
record ReplayPlatform(CaptureTopic captures, ClickHouseEndpoint clickHouse, JobPause job) {}
