package io.hydrascope.platform;

/** A job that a cluster has taken. */
public record SubmittedJob(String name, String id) {}
