package io.hydrascope.cli.agent;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.util.Optional;

/**
 * @param kafka bootstrap servers
 * @param clickHouse where what is watched is registered
 */
record AgentTarget(String kafka, Optional<ClickHouseEndpoint> clickHouse) {}
