using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>What is paid on top, as it stands in a pay form: how to pay, where that makes a difference, and a tip, where the company offers it.</summary>
public sealed partial class PayOnTop
{
    [Parameter, EditorRequired]
    public required ExtrasOffer Offer { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>What the form's fields are called.</summary>
    [Parameter, EditorRequired]
    public required string Form { get; set; }

    /// <summary>Tells it from other such choices of the page.</summary>
    [Parameter, EditorRequired]
    public required string Of { get; set; }

    /// <summary>What can be paid by this form, the least first; none: that is not known yet.</summary>
    [Parameter]
    public IReadOnlyList<Money> Amounts { get; set; } = [];

    /// <summary>What was chosen before; null: nothing.</summary>
    [Parameter]
    public PayChoice? Chosen { get; set; }

    private PayTexts Texts => new(Company.Culture);
    private PayMeans Means => Chosen?.Means == PayMeans.Bank ? PayMeans.Bank : PayMeans.Card;
    private int? Tip => Chosen?.Tip;
    private string MeansId => $"means-{Of}";
    private string TipId => $"tip-{Of}";
    private string PercentInWords => Company.Words.Percent(Offer.Percent);

    private string SurchargeInWords =>
        string.Join(
            " ",
            new[]
            {
                Amounts.Count > 0 ? Texts.SurchargeComesTo(Listed(Amounts.Select(Offer.SurchargeOf))) : Texts.SurchargeOf(PercentInWords),
                Offer.Most is { } most ? Texts.SurchargeAtMost(Money(most)) : "",
            }.Where(t => t.Length > 0)
        );

    private string NoteOf(int percent) => string.Create(CultureInfo.InvariantCulture, $"{TipId}-{percent}-note");

    private string TipInWords(int percent) => Listed(Amounts.Select(a => Offer.TipOf(a, percent)));

    /// <summary>"$8.12, or $27.08 with all of it".</summary>
    private string Listed(IEnumerable<Money> amounts) =>
        amounts.ToArray() is [var first, var whole] ? Texts.OrWithAll(Money(first), Money(whole)) : Money(amounts.First());

    private string Money(Money amount) => Company.Words.Money(amount);
}
