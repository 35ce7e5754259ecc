using Altitude.Domain.Invoices;

namespace Altitude.Domain.Tests.Invoices;

public sealed class InvoiceTests
{
    private static readonly DateOnly DueOn = new(2027, 6, 22);

    [Fact]
    public void A_deposit_leaves_the_balance()
    {
        var invoice = Issue();
        invoice.Receive(Id<Payment>.New(), Summit.Dollars(324.96m), "card", Summit.Tuesday);

        Assert.Equal(Summit.Dollars(324.96m), invoice.Paid);
        Assert.Equal(Summit.Dollars(758.24m), invoice.Balance);
        Assert.False(invoice.IsSettled);
        Assert.Null(invoice.SentAt);
    }

    [Fact]
    public void It_is_overdue_only_after_its_last_day()
    {
        var invoice = Issue();

        Assert.Equal(InvoiceStatus.Open, invoice.StatusOn(DueOn));
        Assert.Equal(InvoiceStatus.Overdue, invoice.StatusOn(DueOn.AddDays(1)));
        invoice.Receive(Id<Payment>.New(), Summit.Dollars(324.96m), "card", Summit.Tuesday);
        Assert.Equal(InvoiceStatus.PartiallyPaid, invoice.StatusOn(DueOn));
        Assert.Equal(InvoiceStatus.Overdue, invoice.StatusOn(DueOn.AddDays(1)));
        invoice.Receive(Id<Payment>.New(), Summit.Dollars(758.24m), "card", Summit.Tuesday);
        Assert.Equal(InvoiceStatus.Paid, invoice.StatusOn(DueOn.AddDays(1)));
    }

    [Fact]
    public void It_is_sent_at_its_first_sending()
    {
        var invoice = Issue();
        invoice.Send(Summit.Tuesday);
        invoice.Send(Summit.Tuesday.AddDays(1));

        Assert.Equal(Summit.Tuesday, invoice.SentAt);
    }

    [Fact]
    public void Nothing_and_foreign_money_are_no_payment()
    {
        var invoice = Issue();

        Assert.Equal(InvoiceRules.Amount, Summit.RefusedBy(() => invoice.Receive(Id<Payment>.New(), Summit.Dollars(0), "cash", Summit.Tuesday)));
        Assert.Equal(
            InvoiceRules.Amount,
            Summit.RefusedBy(() => invoice.Receive(Id<Payment>.New(), Money.OfMajor(100, new Currency("CAD")), "cash", Summit.Tuesday))
        );
        Assert.Empty(invoice.Payments);
    }

    private static Invoice Issue() =>
        Invoice.Issue(
            Id<Invoice>.New(),
            Summit.AcRepair(),
            null,
            "INV-2044",
            Summit.Dollars(1_083.20m),
            Summit.Dollars(324.96m),
            new DateOnly(2027, 6, 8),
            DueOn
        );
}
