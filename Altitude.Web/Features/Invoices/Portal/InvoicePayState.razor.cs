using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>How far a payment has come. It claims nothing: only the provider's word does.</summary>
public sealed partial class InvoicePayState
{
    [Parameter, EditorRequired]
    public required InvoicePayView View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    private PayTexts Texts => new(Company.Culture);

    private (string Tone, string Sign, string Heading, string Text)? Notice =>
        View switch
        {
            { UnderWay: { } asked } => ("waiting", "clock", Texts.BankAskedHeading, Texts.BankAsked(Company.Words.Money(asked))),
            { Returned: CheckoutState.Paid, ReturnedAmount: { } paid } => (
                "good",
                "tick",
                Texts.ThanksHeading,
                Texts.Thanks(Company.Words.Money(paid))
            ),
            { Returned: CheckoutState.Open or CheckoutState.Opening, ReturnedAmount: { } waited } => (
                "waiting",
                "clock",
                Texts.WaitingHeading,
                Texts.WaitingFor(Company.Words.Money(waited))
            ),
            { Returned: CheckoutState.Failed, ReturnedAmount: { } failed } => (
                "bad",
                "cross",
                Texts.FailedHeading,
                Texts.Failed(Company.Words.Money(failed))
            ),
            _ => null,
        };
}
