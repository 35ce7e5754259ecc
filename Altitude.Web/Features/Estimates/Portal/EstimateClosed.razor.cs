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
    public required PortalReader Reader { get; set; }

    /// <summary>What was typed into a form that came too late; null: nothing.</summary>
    [Parameter]
    public string? Kept { get; set; }

    /// <summary>Id of the field that it was typed into.</summary>
    [Parameter]
    public string? KeptFor { get; set; }

    /// <summary>What can still be done.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private EstimateTexts Texts => new(Company.Culture);
    private string JobAddress => $"/portal/{Company.Slug}/jobs/{View.JobNumber}";
    private EstimateTotals Totals => View.Content.Totals(View.Taken, View.Package);

    /// <summary>Null: there was nothing to choose between.</summary>
    private string? Declined =>
        View.Package is not { } taken ? null
        : View.Content.Packages.Where(p => p != taken).ToArray() is { Length: > 0 } others
            ? others.Length == 1 ? Texts.PackageChosen(taken, others[0])
                : Texts.PackageChosenOfMany(taken, string.Join(Texts.And, others))
        : null;

    private string Approved =>
        View.Consent?.ContactId == Reader.ContactId ? Texts.YouApproved(View.Number) : Texts.SomebodyApproved(View.Consent?.TypedName, View.Number);

    private string NoticeTitle =>
        View.State switch
        {
            EstimateState.Declined => View.AnsweredBy == Reader.ContactName ? Texts.YouDeclined : Texts.SomebodyDeclined(View.AnsweredBy),
            EstimateState.Expired => Texts.HasExpired,
            EstimateState.Withdrawn => Texts.CompanyWithdrew(Company.Name),
            EstimateState.Superseded => Texts.WasReplaced(View.Version),
            _ => Texts.IsNotOpen,
        };

    private string NoticeText =>
        View.State switch
        {
            EstimateState.Declined => $"{When} {Texts.CallToTalk}",
            EstimateState.Expired => Texts.WasValidUntil(Company.Words.Expiry(View.ExpiresAt, View.Now)),
            EstimateState.Withdrawn => $"{When} {Texts.NoLongerApproved}",
            EstimateState.Superseded => Texts.CanBeRead,
            _ => Texts.CallWithQuestion,
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

    private string InvoiceAddress(DepositInvoice invoice) => $"/portal/{Company.Slug}/invoices/{invoice.Number}";

    private string Money(Money amount) => Company.Words.Money(amount);

    private string Recorded(ApprovalEvidence consent) =>
        Texts.RecordedBy(consent.RecordedBy, ConsentWording.InWords(consent.Kind), consent.TypedName);

    private static string Device(ApprovalEvidence consent) => Devices.Name(consent.UserAgent);

    private string Channel(ApprovalEvidence consent) =>
        consent.Channel switch
        {
            LinkChannel.Email => Texts.ByEmail,
            LinkChannel.Copied => Texts.HandedOver,
            _ => Texts.Shown,
        };
}
