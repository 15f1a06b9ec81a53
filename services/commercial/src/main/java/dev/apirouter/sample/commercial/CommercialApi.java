package dev.apirouter.sample.commercial;

import dev.apirouter.sample.commercial.Orders.Invoice;
import dev.apirouter.sample.commercial.Orders.Order;
import dev.apirouter.sample.commercial.Orders.Quote;
import dev.apirouter.sample.commercial.Orders.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operations of the model's service Commercial, one method each. */
final class CommercialApi {
  private static final String BASE = "/api/commercial";
  private static final int MAX_CUSTOMER = 200;
  private static final int MAX_REASON = 1_000;

  private final Clock clock;
  private final OrderAccess access;

  CommercialApi(Clock clock, OrderAccess access) {
    this.clock = clock;
    this.access = access;
  }

  /** In order of specificity: where two fit, the first is meant. */
  List<Operation> operations() {
    return List.of(
        Operation.of("GET", BASE + "/orders", 200, this::listOrders),
        Operation.of("POST", BASE + "/orders", 201, this::createOrder),
        Operation.of("GET", BASE + "/orders/{id}", 200, this::getOrder),
        Operation.of("PUT", BASE + "/orders/{id}", 200, this::updateOrder),
        Operation.of("DELETE", BASE + "/orders/{id}", 204, this::deleteOrder),
        Operation.of("POST", BASE + "/orders/{id}/cancel", 200, this::cancelOrder),
        Operation.of("GET", BASE + "/quotes", 200, this::listQuotes),
        Operation.of("POST", BASE + "/quotes", 201, this::createQuote),
        Operation.of("GET", BASE + "/quotes/{id}", 200, this::getQuote),
        Operation.of("POST", BASE + "/quotes/{id}/accept", 201, this::acceptQuote),
        Operation.of("GET", BASE + "/invoices", 200, this::listInvoices),
        Operation.of("GET", BASE + "/invoices/{id}", 200, this::getInvoice),
        Operation.of("POST", BASE + "/invoices/{id}/payments", 201, this::payInvoice),
        Operation.of(
            "GET", BASE + "/invoices/{id}/files/{path+}/metadata", 200, this::fileMetadata),
        Operation.of("GET", BASE + "/invoices/{id}/files/{path+}", 200, this::file));
  }

  private Object listOrders(Request request, Tenant tenant) {
    if ("summary".equals(request.query().get("view"))) {
      return summarizeOrders(tenant);
    }
    String status = request.query().getOrDefault("status", "");
    if (!status.isEmpty() && !status.matches("open|shipped|cancelled")) {
      throw ApiException.invalid("/status", "open, shipped or cancelled");
    }
    List<Order> orders =
        tenant.orders().stream()
            .filter(order -> status.isEmpty() || order.status().wireName().equals(status))
            .toList();
    return Page.of("orders", orders, request.query());
  }

  private static Object summarizeOrders(Tenant tenant) {
    Map<String, Integer> counts = new TreeMap<>();
    long total = 0;
    for (Order order : tenant.orders()) {
      counts.merge(order.status().wireName(), 1, Integer::sum);
      total += order.status() == Status.CANCELLED ? 0 : order.totalCents();
    }
    return Map.of("countByStatus", counts, "totalCents", total);
  }

  private Object createOrder(Request request, Tenant tenant) {
    String customer = request.requiredText("customer", MAX_CUSTOMER);
    String owner = request.principal().sub();
    return Map.of("order", tenant.place(owner, customer, request.requiredItems(), now()));
  }

  private Object getOrder(Request request, Tenant tenant) {
    return Map.of("order", tenant.order(request.label("id")));
  }

  private Object updateOrder(Request request, Tenant tenant) {
    Order order = tenant.order(request.label("id"));
    access.requireMayUpdate(request.principal(), order);
    Order changed =
        new Order(
            order.id(),
            order.tenantId(),
            order.owner(),
            request.text("customer", MAX_CUSTOMER).orElse(order.customer()),
            order.status(),
            request.items().orElse(order.items()),
            order.createdAt());
    if (order.status() != Status.OPEN) {
      throw conflict("Order", order.id(), order.status().wireName());
    }
    return Map.of("order", tenant.put(changed));
  }

  private Object deleteOrder(Request request, Tenant tenant) {
    tenant.removeOrder(request.label("id"));
    return Map.of();
  }

  /** Calling off what is called off already changes nothing, so that a client may try again. */
  private Object cancelOrder(Request request, Tenant tenant) {
    var _ = request.text("reason", MAX_REASON);
    Order order = tenant.order(request.label("id"));
    if (order.status() == Status.SHIPPED) {
      throw conflict("Order", order.id(), order.status().wireName());
    }
    return Map.of("order", tenant.put(order.withStatus(Status.CANCELLED)));
  }

  private Object listQuotes(Request request, Tenant tenant) {
    return Page.of("quotes", tenant.quotes(), request.query());
  }

  private Object createQuote(Request request, Tenant tenant) {
    Instant validUntil;
    try {
      validUntil = Instant.parse(request.requiredText("validUntil", 64));
    } catch (DateTimeException malformed) {
      throw ApiException.invalid("/validUntil", "a time such as 2026-11-01T12:00:00Z");
    }
    String customer = request.requiredText("customer", MAX_CUSTOMER);
    return Map.of("quote", tenant.makeQuote(customer, request.requiredItems(), validUntil));
  }

  private Object getQuote(Request request, Tenant tenant) {
    return Map.of("quote", tenant.quote(request.label("id")));
  }

  private Object acceptQuote(Request request, Tenant tenant) {
    Quote quote = tenant.quote(request.label("id"));
    if (quote.accepted()) {
      throw conflict("Quote", quote.id(), "accepted");
    }
    if (quote.validUntil().isBefore(now())) {
      throw conflict("Quote", quote.id(), "expired");
    }
    return Map.of("order", tenant.accept(quote, request.principal().sub(), now()));
  }

  private Object listInvoices(Request request, Tenant tenant) {
    String status = request.query().getOrDefault("status", "");
    if (!status.isEmpty() && !status.matches("due|paid")) {
      throw ApiException.invalid("/status", "due or paid");
    }
    List<Invoice> invoices =
        tenant.invoices().stream()
            .filter(invoice -> status.isEmpty() || invoice.status().equals(status))
            .toList();
    return Page.of("invoices", invoices, request.query());
  }

  private Object getInvoice(Request request, Tenant tenant) {
    return Map.of("invoice", tenant.invoice(request.label("id")));
  }

  private Object payInvoice(Request request, Tenant tenant) {
    Invoice invoice = tenant.invoice(request.label("id"));
    long amount = request.requiredNumber("amountCents", 0, 1_000_000_000L);
    long due = invoice.totalCents() - invoice.paidCents();
    if (amount > due) {
      throw ApiException.of(
          ErrorType.CONFLICT,
          "Invoice '" + invoice.id() + "' has " + due + " cents due, not " + amount);
    }
    Invoice paid =
        new Invoice(
            invoice.id(),
            invoice.tenantId(),
            invoice.orderId(),
            invoice.totalCents(),
            invoice.paidCents() + amount);
    return Map.of("invoice", tenant.put(paid));
  }

  private Object fileMetadata(Request request, Tenant tenant) {
    String path = request.label("path");
    String content = tenant.file(tenant.invoice(request.label("id")), path);
    return Map.of(
        "path",
        path,
        "size",
        content.getBytes(StandardCharsets.UTF_8).length,
        "modifiedAt",
        tenant.modifiedAt());
  }

  private Object file(Request request, Tenant tenant) {
    return tenant.file(tenant.invoice(request.label("id")), request.label("path"));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static ApiException conflict(String what, String id, String state) {
    return ApiException.of(ErrorType.CONFLICT, what + " '" + id + "' is " + state);
  }
}
