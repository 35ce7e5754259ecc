using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests.Invoices;

/// <summary>What is billed, what is paid of it, and what is said of both.</summary>
public sealed class InvoiceTests
{
    private static readonly Recorder Priya = new(Id<StaffMember>.New(), "Priya Nair");
    private static readonly DateOnly IssuedOn = new(2027, 6, 8);
    private static readonly DateOnly DueOn = new(2027, 6, 22);

    [Fact]
    public void An_approval_bills_the_lines_that_were_chosen()
    {
        var invoice = Approved();

        Assert.Equal(Summit.Dollars(1_083.20m), invoice.Total);
        Assert.Equal(Summit.Dollars(324.96m), invoice.Deposit);
        Assert.Equal(invoice.Total, invoice.Content.Totals.Total);
        Assert.Equal(Summit.Dollars(63.70m), invoice.Content.Totals.Tax);
        Assert.Equal(
            [Summit.Diagnostic, Summit.Capacitor, Summit.Refrigerant, Summit.Labour, Summit.SurgeProtector],
            invoice.Content.Lines.Select(l => l.Key)
        );
        Assert.All(invoice.Content.Lines, l => Assert.False(l.IsOptional));
        Assert.Equal(Summit.Dollars(324.96m), invoice.DepositDue);
    }

    [Fact]
    public void Part_payments_and_a_refund_come_to_what_the_story_says()
    {
        var invoice = Approved();
        Pay(invoice, 324.96m, "pi_deposit");
        var second = Pay(invoice, 400.00m, "pi_second");
        Assert.Equal((Summit.Dollars(358.24m), InvoiceStatus.PartiallyPaid), (invoice.Balance, invoice.StatusOn(DueOn)));
        Assert.Equal(InvoiceStatus.Overdue, invoice.StatusOn(DueOn.AddDays(1)));

        invoice.Refund(Id<Refund>.New(), second.Id, Told("re_1", 100.00m));
        Assert.Equal((Summit.Dollars(624.96m), Summit.Dollars(458.24m)), (invoice.Paid, invoice.Balance));
        Assert.Equal(InvoiceStatus.PartiallyRefunded, invoice.StatusOn(DueOn));

        var refused = Assert.Throws<RuleViolation>(() => invoice.RequireRefundable(second.Id, Summit.Dollars(350.00m), Summit.Format));
        Assert.Equal((InvoiceRules.RefundLeft, "$300.00 is the most left on that payment."), (refused.Rule, refused.Message));
        invoice.RequireRefundable(second.Id, Summit.Dollars(300.00m), Summit.Format);
        Assert.Equal(InvoiceRules.RefundLeft, Summit.RefusedBy(() => invoice.Refund(Id<Refund>.New(), second.Id, Handed(350.00m), Summit.Format)));
    }

    [Fact]
    public void A_deposit_is_due_until_it_is_paid_or_the_balance_was_sent()
    {
        var invoice = Approved();
        Pay(invoice, 100.00m, "pi_1");
        Assert.Equal(Summit.Dollars(224.96m), invoice.DepositDue);

        invoice.Send(Summit.Tuesday);
        Assert.Equal(Summit.Dollars(0), invoice.DepositDue);
        Assert.Equal(Summit.Dollars(983.20m), invoice.Balance);
    }

    [Fact]
    public void The_provider_tells_of_a_payment_once_however_often_it_tells()
    {
        var invoice = Approved();
        var first = Pay(invoice, 324.96m, "pi_1");
        invoice.TakeEvents();
        var again = Pay(invoice, 324.96m, "pi_1");

        Assert.Same(first, again);
        Assert.Single(invoice.Payments);
        Assert.Empty(invoice.TakeEvents());
        Pay(invoice, 324.96m, "pi_2");
        Assert.Equal(2, invoice.Payments.Count);
    }

    [Fact]
    public void Money_beyond_the_balance_is_kept_and_shown()
    {
        var invoice = Approved();
        Pay(invoice, 1_083.20m, "pi_1");
        Pay(invoice, 1_083.20m, "pi_2");

        Assert.Equal((Summit.Dollars(0), Summit.Dollars(1_083.20m)), (invoice.Balance, invoice.Sums.Unapplied));
        Assert.Equal(InvoiceStatus.Paid, invoice.StatusOn(DueOn));
        var second = invoice.Payments[1];
        invoice.Refund(Id<Refund>.New(), second.Id, Told("re_1", 1_083.20m));
        Assert.Equal((Summit.Dollars(0), InvoiceStatus.Paid), (invoice.Sums.Unapplied, invoice.StatusOn(DueOn)));
    }

    [Fact]
    public void Money_for_a_void_invoice_is_kept_and_shown()
    {
        var invoice = Approved();
        invoice.Void("Written twice", Summit.Tuesday);
        Pay(invoice, 324.96m, "pi_1");

        Assert.Equal((InvoiceStatus.Void, Summit.Dollars(324.96m)), (invoice.StatusOn(DueOn), invoice.Sums.Unapplied));
        Assert.Equal(Summit.Dollars(0), invoice.Balance);
        Assert.False(invoice.IsSettled);
    }

    [Fact]
    public void What_staff_record_is_no_more_than_is_due_and_can_be_undone()
    {
        var invoice = Approved();
        Assert.Equal(InvoiceRules.TooMuch, Summit.RefusedBy(() => Record(invoice, 1_083.21m)));
        Assert.Equal(InvoiceRules.Method, Summit.RefusedBy(() => Record(invoice, 10, method: PaymentMethods.Card)));
        Assert.Equal(InvoiceRules.Day, Summit.RefusedBy(() => Record(invoice, 10, on: IssuedOn.AddDays(1))));
        Assert.Equal(InvoiceRules.Amount, Summit.RefusedBy(() => Record(invoice, 0)));

        var cheque = Record(invoice, 1_083.20m);
        Assert.Equal(InvoiceStatus.Paid, invoice.StatusOn(DueOn.AddDays(1)));
        invoice.Reverse(cheque.Id, "Priya Nair", Summit.Tuesday);
        invoice.Reverse(cheque.Id, "Ada Brooks", Summit.Tuesday);
        Assert.Equal(("Priya Nair", Summit.Dollars(1_083.20m)), (invoice.Payments.Single().ReversedBy, invoice.Balance));
        Assert.Equal(InvoiceStatus.Open, invoice.StatusOn(DueOn));
        Assert.Equal(InvoiceRules.Reversed, Summit.RefusedBy(() => invoice.RequireRefundable(cheque.Id, Summit.Dollars(1), Summit.Format)));
    }

    [Fact]
    public void What_the_provider_took_or_what_was_refunded_is_not_undone()
    {
        var invoice = Approved();
        var card = Pay(invoice, 324.96m, "pi_1");
        var cash = Record(invoice, 100);
        invoice.Refund(Id<Refund>.New(), cash.Id, Handed(40), Summit.Format);

        Assert.Equal(InvoiceRules.Provider, Summit.RefusedBy(() => invoice.Reverse(card.Id, "Priya Nair", Summit.Tuesday)));
        Assert.Equal(InvoiceRules.Refunded, Summit.RefusedBy(() => invoice.Reverse(cash.Id, "Priya Nair", Summit.Tuesday)));
    }

    [Fact]
    public void A_refund_that_fails_at_the_provider_never_left()
    {
        var invoice = Approved();
        var card = Pay(invoice, 324.96m, "pi_1");
        invoice.Refund(Id<Refund>.New(), card.Id, Told("re_1", 324.96m, RefundState.Pending));
        Assert.Equal((Summit.Dollars(0), InvoiceStatus.Refunded), (invoice.Paid, invoice.StatusOn(DueOn)));
        invoice.TakeEvents();

        invoice.Refund(Id<Refund>.New(), card.Id, Told("re_1", 324.96m, RefundState.Failed));
        Assert.Equal((Summit.Dollars(324.96m), InvoiceStatus.PartiallyPaid), (invoice.Paid, invoice.StatusOn(DueOn)));
        Assert.Equal("invoice.refund-failed", Assert.Single(invoice.TakeEvents()).Kind);
    }

    [Fact]
    public void What_is_told_late_of_a_refund_changes_nothing()
    {
        var invoice = Approved();
        var card = Pay(invoice, 324.96m, "pi_1");
        invoice.Refund(Id<Refund>.New(), card.Id, Told("re_1", 100));
        invoice.TakeEvents();
        invoice.Refund(Id<Refund>.New(), card.Id, Told("re_1", 100, RefundState.Pending));

        Assert.Equal(RefundState.Succeeded, card.Refunds.Single().State);
        Assert.Empty(invoice.TakeEvents());
    }

    [Fact]
    public void A_credit_takes_from_what_is_owed_and_stands_as_unapplied_where_it_was_paid()
    {
        var invoice = Approved();
        Record(invoice, 1_083.20m);
        Credit(invoice, 83.20m);
        Assert.Equal((Summit.Dollars(0), Summit.Dollars(83.20m), true), (invoice.Balance, invoice.Sums.Unapplied, invoice.IsSettled));

        invoice.Refund(Id<Refund>.New(), invoice.Payments[0].Id, Handed(83.20m), Summit.Format);
        Assert.Equal((Summit.Dollars(0), InvoiceStatus.PartiallyRefunded), (invoice.Sums.Unapplied, invoice.StatusOn(DueOn.AddDays(9))));
        Assert.Equal(InvoiceRules.TooMuch, Summit.RefusedBy(() => Credit(invoice, 1_000.01m)));
        Assert.Equal(InvoiceRules.Reason, Summit.RefusedBy(() => Credit(invoice, 1, reason: " ")));
    }

    [Fact]
    public void A_void_invoice_counts_for_nothing_and_takes_no_more()
    {
        var invoice = Approved();
        var cash = Record(invoice, 10);
        Assert.Equal(InvoiceRules.Received, Summit.RefusedBy(() => invoice.Void("Written twice", Summit.Tuesday)));
        invoice.Reverse(cash.Id, "Priya Nair", Summit.Tuesday);
        Assert.Equal(InvoiceRules.Reason, Summit.RefusedBy(() => invoice.Void("", Summit.Tuesday)));
        invoice.Void("Written twice", Summit.Tuesday);

        Assert.Equal(InvoiceStatus.Void, invoice.StatusOn(DueOn.AddDays(1)));
        Assert.Equal("INV-2044", invoice.Number);
        Assert.Equal(InvoiceRules.IsVoid, Summit.RefusedBy(() => Record(invoice, 10)));
        Assert.Equal(InvoiceRules.IsVoid, Summit.RefusedBy(() => invoice.Send(Summit.Tuesday)));
        Assert.Equal(InvoiceRules.IsVoid, Summit.RefusedBy(() => Credit(invoice, 10)));
    }

    [Fact]
    public void It_is_sent_at_its_first_sending_and_not_when_it_is_settled()
    {
        var invoice = Approved();
        Pay(invoice, 324.96m, "pi_1");
        invoice.TakeEvents();
        invoice.Send(Summit.Tuesday);
        invoice.Send(Summit.Tuesday.AddDays(1));

        Assert.Equal(Summit.Tuesday, invoice.SentAt);
        Assert.All(invoice.TakeEvents(), e => Assert.Equal(("invoice.sent", "75824"), (e.Kind, e.Details["amount"])));
        Record(invoice, 758.24m);
        Assert.Equal(InvoiceRules.Settled, Summit.RefusedBy(() => invoice.Send(Summit.Tuesday)));
    }

    [Fact]
    public void Nothing_and_foreign_money_are_no_payment()
    {
        var invoice = Approved();
        var cad = new ProviderPayment("pi_1", true, Money.OfMajor(100, new Currency("CAD")), PaymentMethods.Card, IssuedOn, Summit.Tuesday);

        Assert.Equal(InvoiceRules.Amount, Summit.RefusedBy(() => invoice.Receive(Id<Payment>.New(), cad)));
        Assert.Equal(InvoiceRules.Amount, Summit.RefusedBy(() => Pay(invoice, 0, "pi_1")));
        Assert.Empty(invoice.Payments);
    }

    [Fact]
    public void A_draft_has_no_number_and_is_issued_once()
    {
        var draft = Draft(InvoiceContent.Of(Summit.AcRepairContent()));
        draft.Save(draft.Content with { Title = "Condenser" }, DueOn.AddDays(1));
        var invoice = draft.Issue(Id<Invoice>.New(), "INV-2045", IssuedOn, Summit.Tuesday);

        Assert.Equal(("INV-2045", "Condenser", DueOn.AddDays(1)), (invoice.Number, invoice.Content.Title, invoice.DueOn));
        Assert.Equal(InvoiceRules.Ended, Summit.RefusedBy(() => draft.Issue(Id<Invoice>.New(), "INV-2046", IssuedOn, Summit.Tuesday)));
        Assert.Equal(InvoiceRules.Ended, Summit.RefusedBy(() => draft.Save(draft.Content, DueOn)));
        Assert.Equal(InvoiceRules.Ended, Summit.RefusedBy(() => draft.Discard(Summit.Tuesday)));
    }

    [Fact]
    public void Nothing_and_what_is_over_are_not_issued()
    {
        var bill = InvoiceContent.Of(Summit.AcRepairContent());
        var free = bill with { Lines = [Summit.Line("gift", 1, 0, taxed: false)] };

        Assert.Equal(InvoiceRules.Empty, Summit.RefusedBy(() => Issue(Draft(bill with { Lines = [] }), IssuedOn)));
        Assert.Equal(InvoiceRules.Empty, Summit.RefusedBy(() => Issue(Draft(free), IssuedOn)));
        Assert.Equal(InvoiceRules.DueOn, Summit.RefusedBy(() => Issue(Draft(bill), DueOn.AddDays(1))));
    }

    [Fact]
    public void What_is_left_to_bill_is_what_no_invoice_bills()
    {
        var agreed = InvoiceContent.Of(Summit.AcRepairContent(), [], "", Summit.Dollars(0));
        var first = agreed with { Lines = [agreed.Lines[0], agreed.Lines[2] with { Quantity = 1 }] };
        var left = agreed.Without([first]);

        Assert.Equal([Summit.Capacitor, Summit.Refrigerant, Summit.Labour], left.Lines.Select(l => l.Key));
        Assert.Equal(2, left.Lines[1].Quantity);
        Assert.Equal(agreed.Totals.Total, first.Totals.Total + left.Totals.Total);
        Assert.Empty(agreed.Without([first, left]).Lines);
    }

    private static Invoice Issue(InvoiceDraft draft, DateOnly today) => draft.Issue(Id<Invoice>.New(), "INV-2045", today, Summit.Tuesday);

    private static InvoiceDraft Draft(InvoiceContent content)
    {
        var job = Summit.AcRepair();
        return InvoiceDraft.Begin(Id<InvoiceDraft>.New(), job.WorkspaceId, job.CustomerId, job.Id, null, content, DueOn, Summit.Tuesday);
    }

    private static Payment Record(Invoice invoice, decimal amount, string method = PaymentMethods.Cheque, DateOnly? on = null) =>
        invoice.Record(
            Id<Payment>.New(),
            new ReceivedByHand(Summit.Dollars(amount), method, on ?? IssuedOn, "", Priya, IssuedOn, Summit.Tuesday),
            Summit.Format
        );

    private static RefundedByHand Handed(decimal amount) =>
        new(Summit.Dollars(amount), PaymentMethods.Cash, IssuedOn, "", Priya, IssuedOn, Summit.Tuesday);

    private static ProviderRefund Told(string id, decimal amount, RefundState state = RefundState.Succeeded) =>
        new(id, Summit.Dollars(amount), state, IssuedOn, Summit.Tuesday);

    private static void Credit(Invoice invoice, decimal amount, string reason = "Came late") =>
        invoice.CreditBy(Id<Credit>.New(), Summit.Dollars(amount), IssuedOn, reason, Priya, Summit.Format, Summit.Tuesday);

    private static Payment Pay(Invoice invoice, decimal amount, string intent) =>
        invoice.Receive(
            Id<Payment>.New(),
            new ProviderPayment(intent, IsLive: false, Summit.Dollars(amount), PaymentMethods.Card, IssuedOn, Summit.Tuesday)
        );

    private static Invoice Approved()
    {
        var estimate = Summit.Sent();
        var consent = estimate.Approve(
            Id<Consent>.New(),
            Summit.MariaAgrees(estimate, Summit.WithSurgeProtector),
            "Summit Air Heating & Cooling",
            Summit.Format
        );
        return Invoice.OfApproval(Id<Invoice>.New(), Summit.AcRepair(), consent, estimate.Versions[0].Content, "INV-2044", IssuedOn, DueOn);
    }
}
