package io.hydrascope.embedded;

import java.util.List;

/**
 * The users of a Kafka that asks for a login. The owner may do everything; the others what access
 * control lists on the topics allow, and nothing where there are none.
 */
public record KafkaLogins(Login owner, Login operator, Login jobs, Login agent) {
  /** With new passwords. */
  public static KafkaLogins random() {
    return of(
        ClickHouseLogins.newPassword(),
        ClickHouseLogins.newPassword(),
        ClickHouseLogins.newPassword(),
        ClickHouseLogins.newPassword());
  }

  public static KafkaLogins of(
      String ownerPassword, String operatorPassword, String jobsPassword, String agentPassword) {
    return new KafkaLogins(
        new Login("hydrascope", ownerPassword),
        new Login("hydrascope_operator", operatorPassword),
        new Login("hydrascope_jobs", jobsPassword),
        new Login("hydrascope_agent", agentPassword));
  }

  List<Login> all() {
    return List.of(owner, operator, jobs, agent);
  }
}
