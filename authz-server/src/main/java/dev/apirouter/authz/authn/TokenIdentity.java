package dev.apirouter.authz.authn;

/** placeholder until merge */
public record TokenIdentity(long a, long b) {}
