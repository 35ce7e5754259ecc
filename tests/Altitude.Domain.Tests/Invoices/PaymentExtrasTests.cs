using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Invoices;

/// <summary>Surcharges and tips: what they come to, whose they are, and that no invoice knows of them.</summary>
public sealed class PaymentExtrasTests
{
    private static readonly DateOnly Today = new(2027, 6, 8);
    private static readonly Recorder Priya = new(Id<StaffMember>.New(), "Priya Nair");

    [Theory]
    [InlineData("USD", 324_96, 2.5, 0, 1, 8_12)] // 8.124.
    [InlineData("USD", 324_96, 2.5, 5_00, 1, 5_00)] // Capped.
    [InlineData("USD", 100, 2.5, 0, 1, 3)] // Half a cent rounds away from zero.
    [InlineData("JPY", 5_000, 2.5, 0, 1, 125)]
    [InlineData("JPY", 5_020, 2.5, 0, 1, 126)] // 125.5.
    [InlineData("ISK", 5_010, 3, 0, 1, 150)]
    [InlineData("KWD", 12_340, 2.5, 0, 10, 310)] // 308.5 thousandths, in steps of ten.
    [InlineData("KWD", 12_340, 2.5, 305, 10, 300)] // A cap between two steps is the lower one.
    [InlineData("MGA", 500_000, 2.5, 0, 100, 12_500)]
    [InlineData("MGA", 501_000, 2.5, 0, 100, 12_500)] // 125.25 whole ones.
    public void A_surcharge_is_rounded_once_to_what_can_be_paid(string currency, long amount, double percent, long most, long step, long surcharge)
    {
        var account = Account(new ExtraTerms((decimal)percent, most, "", false, []));

        Assert.Equal(surcharge, account.SurchargeOf(new Money(amount, new Currency(currency)), step).MinorUnits);
    }

    [Fact]
    public void The_tip_bears_no_surcharge_and_a_bank_account_costs_nothing_more()
    {
        var account = Account(new ExtraTerms(2.5m, 0, "Card networks charge us this.", true, [20, 10, 15]));
        var amount = Summit.Dollars(324.96m);

        Assert.Equal([10, 15, 20], account.TipPercents);
        Assert.Equal(
            new PaymentExtras(Summit.Dollars(8.12m), Summit.Dollars(48.74m)),
            account.ExtrasOf(amount, new PayChoice(PayMeans.Card, 15, account.SurchargeMark), 1)
        );
        Assert.Equal(PaymentExtras.None(Summit.Usd), account.ExtrasOf(amount, new PayChoice(PayMeans.Bank, null, account.SurchargeMark), 1));
    }

    [Fact]
    public void Both_are_off_at_first()
    {
        var account = PaymentAccount.Open(Id<PaymentAccount>.New(), Id<Workspace>.New(), "endpoint");

        Assert.Equal(PaymentExtras.None(Summit.Usd), account.ExtrasOf(Summit.Dollars(100), PayChoice.None, 1));
        Assert.Equal(PaymentRules.Tip, Refused(() => account.ExtrasOf(Summit.Dollars(100), new PayChoice(PayMeans.Any, 10, ""), 1)));
    }

    [Fact]
    public void Nobody_pays_on_top_what_the_page_did_not_show()
    {
        var account = Account(new ExtraTerms(2.5m, 0, "", true, [10]));
        var (amount, shown) = (Summit.Dollars(100), account.SurchargeMark);

        Assert.Equal(PaymentRules.Surcharge, Refused(() => account.ExtrasOf(amount, PayChoice.None, 1)));
        Assert.Equal(PaymentRules.Means, Refused(() => account.ExtrasOf(amount, new PayChoice(PayMeans.Any, null, shown), 1)));
        Assert.Equal(PaymentRules.Tip, Refused(() => account.ExtrasOf(amount, new PayChoice(PayMeans.Card, 15, shown), 1)));
        Assert.Equal(
            PaymentRules.Means,
            Refused(() => account.ExtrasOf(new Money(5_000, new Currency("JPY")), new PayChoice(PayMeans.Bank, null, shown), 1))
        );
        account.AskOnTop(new ExtraTerms(3m, 0, "", false, []));
        Assert.Equal(PaymentRules.Surcharge, Refused(() => account.ExtrasOf(amount, new PayChoice(PayMeans.Card, null, shown), 1)));
        account.AskOnTop(new ExtraTerms(0m, 0, "", false, []));
        Assert.Equal(PaymentRules.Means, Refused(() => account.ExtrasOf(amount, new PayChoice(PayMeans.Card, null, ""), 1)));
    }

    [Theory]
    [InlineData(10.1, 0, "10", PaymentRules.Surcharge)]
    [InlineData(-1, 0, "10", PaymentRules.Surcharge)]
    [InlineData(2.12345, 0, "10", PaymentRules.Surcharge)]
    [InlineData(2.5, -1, "10", PaymentRules.Surcharge)]
    [InlineData(2.5, 0, "", PaymentRules.Tip)]
    [InlineData(2.5, 0, "0", PaymentRules.Tip)]
    [InlineData(2.5, 0, "51", PaymentRules.Tip)]
    [InlineData(2.5, 0, "1 2 3 4 5", PaymentRules.Tip)]
    public void Terms_that_make_no_sense_are_refused_and_the_old_ones_stay(double percent, long most, string tips, string rule)
    {
        var account = Account(new ExtraTerms(1m, 0, "", false, [10]));
        int[] offered = [.. tips.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

        Assert.Equal(rule, Refused(() => account.AskOnTop(new ExtraTerms((decimal)percent, most, "", true, offered))));

        Assert.Equal((1m, false), (account.SurchargePercent, account.AsksForTips));
    }

    [Fact]
    public void Parts_come_to_the_whole_in_whole_steps_and_none_is_negative() =>
        Gen.Select(
                Gen.Long[1, 1_000_000].Array[1, 20],
                Gen.Long[0, 50_000],
                Gen.Long[0, 50_000],
                Gen.OneOf(Gen.Const(1L), Gen.Const(10L), Gen.Const(100L))
            )
            .Sample(
                (amounts, surcharge, tip, step) =>
                {
                    var extras = new PaymentExtras(Usd(surcharge * step), Usd(tip * step));

                    var parts = extras.Over([.. amounts.Select(Usd)], step);

                    Assert.Equal(extras.Surcharge.MinorUnits, parts.Sum(p => p.Surcharge.MinorUnits));
                    Assert.Equal(extras.Tip.MinorUnits, parts.Sum(p => p.Tip.MinorUnits));
                    Assert.All(parts, p => Assert.True(p.Surcharge.MinorUnits >= 0 && p.Tip.MinorUnits >= 0));
                    Assert.All(parts, p => Assert.Equal(0, p.Surcharge.MinorUnits % step + p.Tip.MinorUnits % step));
                }
            );

    [Theory]
    [InlineData(424_96 + 10_62 + 42_50, "32496 812 3250; 10000 250 1000")] // As asked.
    [InlineData(424_96, "32496 0 0; 10000 0 0")] // What is too little is missing on top.
    [InlineData(425_00, "32496 4 0; 10000 0 0")]
    [InlineData(300_00, "30000 0 0; 0 0 0")]
    [InlineData(424_96 + 10_62 + 42_50 + 1_00, "32496 812 3250; 10100 250 1000")] // What is too much is the last one's, unapplied.
    public void Money_that_came_is_the_invoices_first_and_all_of_it_is_somebodys(long received, string shares)
    {
        var (first, second) = (Issued(324_96), Issued(100_00));
        CheckoutAttempt[] attempts =
        [
            Attempt(first, new PaymentExtras(Usd(8_12), Usd(32_50)), 1),
            Attempt(second, new PaymentExtras(Usd(2_50), Usd(10_00)), 2),
        ];

        var found = PaymentShare.Of(Usd(received), attempts);

        Assert.Equal(
            shares,
            string.Join("; ", found.Select(s => $"{s.Amount.MinorUnits} {s.Extras.Surcharge.MinorUnits} {s.Extras.Tip.MinorUnits}"))
        );
        Assert.Equal(received, found.Sum(s => s.Charged.MinorUnits));
    }

    [Fact]
    public void An_invoice_knows_nothing_of_them_and_only_the_whole_gives_them_back()
    {
        var invoice = Issued(1_000_00);
        var payment = Receive(invoice, 400_00, surcharge: 10_00, tip: 40_00);
        Assert.Equal((Usd(400_00), Usd(600_00)), (invoice.Paid, invoice.Balance));
        Assert.Equal((Usd(450_00), Usd(450_00)), (payment.Charged, payment.Returnable));

        Tell(invoice, payment, "re_1", 100_00);
        Assert.Equal((Usd(700_00), Usd(350_00)), (invoice.Balance, payment.Returnable));
        Assert.Equal(InvoiceRules.RefundLeft, Refused(() => invoice.RequireRefundable(payment.Id, Usd(350_01), Summit.Format)));
        invoice.RequireRefundable(payment.Id, Usd(350_00), Summit.Format);
        Tell(invoice, payment, "re_2", 350_00);

        Assert.Equal((Usd(0), Usd(1_000_00), Usd(0)), (invoice.Paid, invoice.Balance, payment.Returnable));
        Assert.Equal([(100_00, 0), (300_00, 50_00)], payment.Refunds.Select(r => (r.Amount.MinorUnits, r.ExtrasMinorUnits)));
        Assert.Equal((Usd(400_00), Usd(450_00)), (invoice.Sums.Refunded, payment.Returned));
    }

    [Fact]
    public void A_refund_that_failed_gives_nothing_back_and_what_is_beyond_all_is_the_invoices()
    {
        var invoice = Issued(1_000_00);
        var payment = Receive(invoice, 400_00, surcharge: 10_00, tip: 0);
        Tell(invoice, payment, "re_1", 410_00);
        Tell(invoice, payment, "re_1", 410_00, RefundState.Failed);
        Assert.Equal((Usd(600_00), Usd(410_00)), (invoice.Balance, payment.Returnable));

        Tell(invoice, payment, "re_2", 420_00);

        Assert.Equal((410_00, 10_00), (payment.Refunds[1].Amount.MinorUnits, payment.Refunds[1].ExtrasMinorUnits));
        Assert.Equal(Usd(-10_00), invoice.Paid);
    }

    [Fact]
    public void By_hand_only_the_invoices_money_goes_back()
    {
        var invoice = Issued(1_000_00);
        var payment = Receive(invoice, 400_00, surcharge: 10_00, tip: 0);

        Assert.Equal(
            InvoiceRules.RefundLeft,
            Refused(() =>
                invoice.Refund(
                    Id<Refund>.New(),
                    payment.Id,
                    new RefundedByHand(Usd(400_01), PaymentMethods.Cash, Today, "", Priya, Today, Summit.Tuesday),
                    Summit.Format
                )
            )
        );
        Assert.Equal(
            InvoiceRules.Amount,
            Refused(() =>
                invoice.Receive(Id<Payment>.New(), new ProviderPayment("pi_2", true, Usd(1), PaymentMethods.Card, Today, Summit.Tuesday, Tip: -1))
            )
        );
    }

    private static PaymentAccount Account(ExtraTerms terms)
    {
        var account = PaymentAccount.Open(Id<PaymentAccount>.New(), Id<Workspace>.New(), "endpoint");
        account.AskOnTop(terms);
        return account;
    }

    private static Payment Receive(Invoice invoice, long amount, long surcharge, long tip) =>
        invoice.Receive(
            Id<Payment>.New(),
            new ProviderPayment("pi_1", true, Usd(amount), PaymentMethods.Card, Today, Summit.Tuesday, "", 1, surcharge, tip)
        );

    private static void Tell(Invoice invoice, Payment payment, string id, long amount, RefundState state = RefundState.Succeeded) =>
        invoice.Refund(Id<Refund>.New(), payment.Id, new ProviderRefund(id, Usd(amount), state, Today, Summit.Tuesday));

    private static CheckoutAttempt Attempt(Invoice invoice, PaymentExtras extras, int part) =>
        CheckoutAttempt.SetOut(
            Id<CheckoutAttempt>.New(),
            invoice,
            Id<Contact>.New(),
            CheckoutPurpose.Balance,
            invoice.Total,
            ProviderMode.Test,
            Summit.Tuesday,
            TimeSpan.FromMinutes(45),
            part: part,
            means: PayMeans.Card,
            extras: extras
        );

    private static Invoice Issued(long total)
    {
        var job = Summit.AcRepair();
        var content = InvoiceContent.Of(Summit.AcRepairContent()) with { Lines = [Summit.Line("work", 1, total / 100m, taxed: false)] };
        return Invoice.Issue(Id<Invoice>.New(), job.WorkspaceId, job.CustomerId, job.Id, null, "INV-2044", content, Today, Today.AddDays(14));
    }

    private static string Refused(Action act) => Assert.Throws<RuleViolation>(act).Rule;

    private static Money Usd(long minorUnits) => new(minorUnits, Summit.Usd);
}
