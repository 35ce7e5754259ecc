using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>How far a payment has come. It claims nothing: only the provider's word does.</summary>
public sealed partial class InvoicePayState
{
    /// <summary>So much was asked of a bank; null: nothing.</summary>
    [Parameter]
    public Money? UnderWay { get; set; }

    /// <summary>What became of the payment that somebody comes back from; null: they come from elsewhere.</summary>
    [Parameter]
    public CheckoutState? Returned { get; set; }

    [Parameter]
    public Money? Amount { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private PayTexts Texts => new(Company.Culture);

    private (string Tone, string Sign, string Heading, string Text)? Notice =>
        (UnderWay, Returned, Amount) switch
        {
            ({ } asked, _, _) => ("waiting", "clock", Texts.BankAskedHeading, Texts.BankAsked(Company.Words.Money(asked))),
            (_, CheckoutState.Processing, { } asked) => ("waiting", "clock", Texts.BankAskedHeading, Texts.BankAsked(Company.Words.Money(asked))),
            (_, CheckoutState.Paid, { } paid) => ("good", "tick", Texts.ThanksHeading, Texts.Thanks(Company.Words.Money(paid))),
            (_, CheckoutState.Open or CheckoutState.Opening, { } waited) => (
                "waiting",
                "clock",
                Texts.WaitingHeading,
                Texts.WaitingFor(Company.Words.Money(waited))
            ),
            (_, CheckoutState.Failed, { } failed) => ("bad", "cross", Texts.FailedHeading, Texts.Failed(Company.Words.Money(failed))),
            _ => null,
        };
}
