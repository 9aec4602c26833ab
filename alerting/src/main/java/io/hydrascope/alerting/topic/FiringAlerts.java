package io.hydrascope.alerting.topic;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.routing.AlertChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one route was told and is still firing there. Not thread-safe. */
final class FiringAlerts {
  private final String route;
  private final Map<String, AlertMessage> firing = new LinkedHashMap<>();

  FiringAlerts(String route) {
    this.route = route;
  }

  /** What the route is to be told, if anything; it counts as told from now on. */
  Optional<AlertChange> take(AlertMessage message) {
    String id = message.row().alertId();
    AlertMessage before = firing.get(id);
    boolean isRouted = message.routes().contains(route);
    if (isRouted ? !message.tell() : before == null) {
      return Optional.empty();
    }
    // An alert that now goes elsewhere ends here.
    AlertMessage now =
        isRouted ? message : new AlertMessage(message.row(), message.routes(), true, false);
    if (now.firing()) {
      firing.put(id, now);
    } else {
      firing.remove(id);
    }
    return Optional.of(new AlertChange(now, before));
  }

  Collection<AlertMessage> all() {
    return List.copyOf(firing.values());
  }

  /** One group a pair of revisions, in order. */
  static List<List<AlertChange>> byPair(List<AlertChange> changes) {
    Map<String, List<AlertChange>> pairs = new LinkedHashMap<>();
    for (AlertChange change : changes) {
      var row = change.now().row();
      String pair = String.join("\n", row.model(), row.baseRevision(), row.revision());
      pairs.computeIfAbsent(pair, key -> new ArrayList<>()).add(change);
    }
    return List.copyOf(pairs.values());
  }
}
