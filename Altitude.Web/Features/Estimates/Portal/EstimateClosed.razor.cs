using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.PortalAccess;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>An estimate that is not open: approved with its evidence, or declined, expired, withdrawn or replaced.</summary>
public sealed partial class EstimateClosed
{
    [Parameter, EditorRequired]
    public required PortalEstimate View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required Visitor Visitor { get; set; }

    /// <summary>What was typed into a form that came too late; null: nothing.</summary>
    [Parameter]
    public string? Kept { get; set; }

    /// <summary>Id of the field that it was typed into.</summary>
    [Parameter]
    public string? KeptFor { get; set; }

    /// <summary>What can still be done.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string JobAddress => $"/portal/{Company.Slug}/jobs/{View.JobNumber}";
    private EstimateTotals Totals => View.Content.Totals(View.Taken, View.Package);

    /// <summary>Null: there was nothing to choose between.</summary>
    private string? Declined =>
        View.Package is not { } taken ? null
        : View.Content.Packages.Where(p => p != taken).ToArray() is { Length: > 0 } others
            ? $"Package {taken} was chosen; {string.Join(" and ", others)} {(others.Length == 1 ? "was" : "were")} declined with it."
        : null;

    private string Approved =>
        View.Consent?.ContactId == Visitor.ContactId ? $"You approved {View.Number}" : $"{View.Consent?.TypedName} approved {View.Number}";

    private string NoticeTitle =>
        View.State switch
        {
            EstimateState.Declined => View.AnsweredBy == Visitor.ContactName
                ? "You declined this estimate"
                : $"{View.AnsweredBy} declined this estimate",
            EstimateState.Expired => "This estimate has expired",
            EstimateState.Withdrawn => $"{Company.Name} withdrew this estimate",
            EstimateState.Superseded => $"Version {View.Version} was replaced by a newer one",
            _ => "This estimate is not open",
        };

    private string NoticeText =>
        View.State switch
        {
            EstimateState.Declined => $"{When} Call if you want to talk about it.",
            EstimateState.Expired => $"It was valid until {Company.Words.Expiry(View.ExpiresAt, View.Now)}.",
            EstimateState.Withdrawn => $"{When} It can no longer be approved. Call if you have a question.",
            EstimateState.Superseded => "It can be read, but not approved.",
            _ => "Call if you have a question.",
        };

    private string NoticeTone =>
        View.State switch
        {
            EstimateState.Expired => "waiting",
            EstimateState.Declined => "bad",
            _ => "",
        };

    private string NoticeIcon =>
        View.State switch
        {
            EstimateState.Expired => "clock",
            EstimateState.Declined => "cross",
            _ => "info",
        };

    private string When => View.AnsweredAt is { } at ? Company.Words.Instant(at, View.Now) + "." : "";

    private string Money(Money amount) => Company.Words.Money(amount);

    private static string Recorded(ApprovalEvidence consent) =>
        $"Recorded by {consent.RecordedBy}, approved {ConsentWording.InWords(consent.Kind)} by {consent.TypedName}.";

    private static string Device(ApprovalEvidence consent) => Devices.Name(consent.UserAgent);

    private static string Channel(ApprovalEvidence consent) =>
        consent.Channel switch
        {
            LinkChannel.Email => "Delivered by e-mail",
            LinkChannel.Copied => "Handed over by the company",
            _ => "Shown by the company",
        };
}
