package dev.apirouter.sample.commercial;

import dev.apirouter.sample.commercial.Orders.Invoice;
import dev.apirouter.sample.commercial.Orders.Item;
import dev.apirouter.sample.commercial.Orders.Order;
import dev.apirouter.sample.commercial.Orders.Quote;
import dev.apirouter.sample.commercial.Orders.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one tenant has, in memory. Every tenant starts with the same samples, so that whoever tries
 * the service finds an order 123 and never sees another tenant's.
 */
final class Tenant {
  /** Who has placed the sample orders: subjects of the README's personas. */
  private static final String WRITER = "bob";

  private static final String SHOP = "shop-sync";
  private static final int MAX_KEPT = 1_000;
  private static final Instant SEEDED_AT = Instant.parse("2026-11-01T12:00:00Z");

  private final String id;
  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, Quote> quotes = new LinkedHashMap<>();
  private final Map<String, Invoice> invoices = new LinkedHashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private long nextId = 1_000;

  Tenant(String id) {
    this.id = id;
    seedOrder("42", WRITER, Status.OPEN, new Item("BOOK-7", 3, 1_500));
    seedOrder("124", WRITER, Status.SHIPPED, new Item("DESK-1", 1, 45_000));
    seedOrder("125", WRITER, Status.CANCELLED, new Item("LAMP-9", 2, 3_200));
    seedOrder("456", SHOP, Status.OPEN, new Item("CHAIR-2", 4, 12_000));
    seedOrder(
        "123", WRITER, Status.OPEN, new Item("DESK-1", 2, 45_000), new Item("LAMP-9", 2, 3_200));
    quotes.put(
        "123",
        new Quote(
            "123",
            id,
            "Sample Customer",
            List.of(new Item("CHAIR-2", 10, 11_000)),
            Instant.parse("2099-12-31T00:00:00Z"),
            false));
    invoices.put("123", new Invoice("123", id, "124", 45_000, 0));
    files.put("123/2026/11/invoice.txt", "Invoice 123 for order 124: 450.00\n");
  }

  private void seedOrder(String orderId, String owner, Status status, Item... items) {
    orders.put(
        orderId,
        new Order(orderId, id, owner, "Sample Customer", status, List.of(items), SEEDED_AT));
  }

  List<Order> orders() {
    return new ArrayList<>(orders.values()).reversed();
  }

  Order order(String orderId) {
    return get(orders, "order", orderId);
  }

  Order place(String owner, String customer, List<Item> items, Instant now) {
    return put(new Order(newId(), id, owner, customer, Status.OPEN, items, now));
  }

  Order put(Order order) {
    keep(orders, order.id(), order);
    return order;
  }

  void removeOrder(String orderId) {
    orders.remove(order(orderId).id());
  }

  List<Quote> quotes() {
    return new ArrayList<>(quotes.values()).reversed();
  }

  Quote quote(String quoteId) {
    return get(quotes, "quote", quoteId);
  }

  Quote makeQuote(String customer, List<Item> items, Instant validUntil) {
    Quote quote = new Quote(newId(), id, customer, items, validUntil, false);
    keep(quotes, quote.id(), quote);
    return quote;
  }

  Order accept(Quote quote, String owner, Instant now) {
    Quote accepted =
        new Quote(
            quote.id(),
            id,
            quote.customer(),
            quote.items(),
            quote.validUntil(),
            /* accepted= */ true);
    keep(quotes, quote.id(), accepted);
    return place(owner, quote.customer(), quote.items(), now);
  }

  List<Invoice> invoices() {
    return new ArrayList<>(invoices.values()).reversed();
  }

  Invoice invoice(String invoiceId) {
    return get(invoices, "invoice", invoiceId);
  }

  Invoice put(Invoice invoice) {
    keep(invoices, invoice.id(), invoice);
    return invoice;
  }

  String file(Invoice invoice, String path) {
    return get(files, "file", invoice.id() + "/" + path);
  }

  Instant modifiedAt() {
    return SEEDED_AT;
  }

  private String newId() {
    nextId++;
    return Long.toString(nextId);
  }

  private static <T> T get(Map<String, T> kept, String what, String id) {
    T found = kept.get(id);
    if (found == null) {
      throw ApiException.notFound(what, id);
    }
    return found;
  }

  /** Keeps {@code item}; the oldest is forgotten when there are too many. */
  private static <T> void keep(Map<String, T> kept, String id, T item) {
    kept.put(id, item);
    if (kept.size() > MAX_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
  }
}
