namespace Altitude.Domain.Invoices;

/// <summary>What has come of an invoice so far; all that its status is derived from, besides the day.</summary>
/// <param name="Deposit">Due at once, before the balance; zero: none.</param>
/// <param name="Paid">Net: what was received, less what was reversed or refunded.</param>
/// <param name="Refunded">What went back to the customer.</param>
/// <param name="Credited">What the company let the customer off.</param>
/// <param name="IsVoid">It counts for nothing.</param>
public readonly record struct InvoiceSums(Money Total, Money Deposit, Money Paid, Money Refunded, Money Credited, bool IsVoid)
{
    /// <summary>The same from a list's columns. Amounts in minor units.</summary>
    public static InvoiceSums Of(Currency currency, long total, long deposit, long paid, long refunded, long credited, bool isVoid) =>
        new(
            new Money(total, currency),
            new Money(deposit, currency),
            new Money(paid, currency),
            new Money(refunded, currency),
            new Money(credited, currency),
            isVoid
        );

    /// <summary>What is owed in the end, whatever was paid.</summary>
    public Money Owed => IsVoid ? Money.Zero(Total.Currency) : Total - Credited;

    /// <summary>Still to be paid; never below zero.</summary>
    public Money Balance => AtLeastNothing(Owed - Paid);

    /// <summary>Received beyond what is owed: to be refunded, or to be applied elsewhere. Never dropped.</summary>
    public Money Unapplied => AtLeastNothing(Paid - Owed);

    public bool IsSettled => !IsVoid && Paid >= Owed;

    /// <summary>What is due at once while the balance was not sent; zero: nothing, or not any more.</summary>
    /// <param name="isSent">The balance was sent: all of it is due, and no deposit by itself.</param>
    public Money DepositDue(bool isSent) => isSent || IsVoid ? Money.Zero(Total.Currency) : AtLeastNothing((Deposit < Owed ? Deposit : Owed) - Paid);

    /// <summary>The status as people read it, on the local day <paramref name="today"/>.</summary>
    /// <param name="dueOn">The last day on which it is not overdue.</param>
    public InvoiceStatus StatusOn(DateOnly dueOn, DateOnly today) =>
        IsVoid ? InvoiceStatus.Void
        : !IsSettled && today > dueOn ? InvoiceStatus.Overdue
        : WentBack
            ? Paid.MinorUnits > 0 ? InvoiceStatus.PartiallyRefunded
                : InvoiceStatus.Refunded
        : IsSettled ? InvoiceStatus.Paid
        : Paid.MinorUnits > 0 ? InvoiceStatus.PartiallyPaid
        : InvoiceStatus.Open;

    /// <summary>More went back than had come in beyond the total: something that the invoice had been paid with.</summary>
    private bool WentBack => Refunded.MinorUnits > 0 && Refunded > AtLeastNothing(Paid + Refunded - Total);

    private static Money AtLeastNothing(Money amount) => amount.MinorUnits < 0 ? Money.Zero(amount.Currency) : amount;
}

/// <summary>Where an invoice stands, derived from its sums and the day; never stored.</summary>
public enum InvoiceStatus
{
    /// <summary>It was not issued and has no number.</summary>
    Draft,
    Open,
    PartiallyPaid,
    Paid,
    Overdue,
    Void,
    PartiallyRefunded,
    Refunded,
}
