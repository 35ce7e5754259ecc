using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Invoices;

/// <summary>What changed what is due.</summary>
public enum InvoiceMovementKind
{
    Payment,
    Refund,
    Credit,
}

/// <summary>Money that came or went, or was let off.</summary>
/// <param name="Method">One of <see cref="PaymentMethods"/>; empty: no money moved.</param>
/// <param name="IsPending">On its way at the payment provider.</param>
/// <param name="OnTop">Paid, or given back, on top of the amount as surcharge or tip; minor units. It changes nothing that is due.</param>
public sealed record InvoiceMovement(InvoiceMovementKind Kind, Guid Id, DateOnly On, Money Amount, string Method, bool IsPending, long OnTop = 0)
{
    /// <summary>Those of an invoice that stand, in the order in which they were written down. Load them before asking.</summary>
    public static IReadOnlyList<InvoiceMovement> Of(Invoice invoice)
    {
        List<(DateTimeOffset At, InvoiceMovement Movement)> all = [];
        foreach (var payment in invoice.Payments.Where(p => !p.IsReversed))
        {
            all.Add(
                (
                    payment.At,
                    new(
                        InvoiceMovementKind.Payment,
                        payment.Id.Value,
                        payment.ReceivedOn,
                        payment.Amount,
                        payment.Method,
                        false,
                        payment.Extras.Total.MinorUnits
                    )
                )
            );
            all.AddRange(
                payment
                    .Refunds.Where(r => r.Counts)
                    .Select(r =>
                        (
                            r.At,
                            new InvoiceMovement(
                                InvoiceMovementKind.Refund,
                                r.Id.Value,
                                r.RefundedOn,
                                r.Amount,
                                r.Method,
                                r.State == RefundState.Pending,
                                r.ExtrasMinorUnits
                            )
                        )
                    )
            );
        }

        all.AddRange(
            invoice
                .Credits.Where(c => c.ReversedAt is null)
                .Select(c => (c.At, new InvoiceMovement(InvoiceMovementKind.Credit, c.Id.Value, c.CreditedOn, c.Amount, "", false)))
        );
        return [.. all.OrderBy(m => m.At).Select(m => m.Movement)];
    }

    /// <summary>"Paid by cheque, Tue, June 8, 2027"; "Paid by card, Tue, June 8, 2027, and $8.12 on top".</summary>
    public string Words(Words words, InvoiceTexts texts) =>
        OnTop == 0 ? Plainly(words, texts) : texts.AndOnTop(Plainly(words, texts), words.Money(Amount with { MinorUnits = OnTop }));

    private string Plainly(Words words, InvoiceTexts texts)
    {
        var day = words.Day(On);
        return Kind switch
        {
            InvoiceMovementKind.Payment when Method == PaymentMethods.Applied => texts.AppliedFrom(day),
            InvoiceMovementKind.Payment => texts.PaidBy(PaymentWords.Of(Method, texts), day),
            InvoiceMovementKind.Refund when Method == PaymentMethods.Applied => texts.AppliedTo(day),
            InvoiceMovementKind.Refund when Method == PaymentMethods.TakenBack => texts.TakenBackOn(day),
            InvoiceMovementKind.Refund when IsPending => texts.RefundOnItsWay(day),
            InvoiceMovementKind.Refund => texts.RefundedOn(day),
            _ => texts.CreditedOn(day),
        };
    }
}
