package io.hydrascope.cli.agent;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where an agent sends, as of the moment in which it asks: a platform may move.
 *
 * @param kafka bootstrap servers
 * @param clickHouse where what is watched is registered
 */
record AgentTarget(Supplier<String> kafka, Optional<Supplier<ClickHouseEndpoint>> clickHouse) {}
