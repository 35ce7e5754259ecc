using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Notifications.Office;

/// <summary>The mails of one record, on its page: what became of each, and again where somebody needs it.</summary>
public sealed partial class MailsPanel
{
    private Staff? _staff;
    private DeliveriesView? _view;
    private RuleViolation? _refused;
    private bool _isActing;

    [Parameter]
    public Guid? Record { get; set; }

    [Parameter]
    public Id<Job>? Job { get; set; }

    [Parameter]
    public Id<Customer>? Customer { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required DeliveriesQuery Query { get; init; }

    [Inject]
    public required ResendMail Resend { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MaySee => _staff?.Role.MayPrice() == true;

    protected override bool Concerns(FeedEntry entry) =>
        Record is { } record ? entry.Subject == record
        : Job is { } job ? entry.Job == job.Value || entry.Kind.StartsWith("mail.", StringComparison.Ordinal)
        : entry.Kind.StartsWith("mail.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MaySee)
        {
            return;
        }

        _view =
            Job is { } job ? await Query.OfJobAsync(_staff!, job, cancellationToken) // PrepareAsync sets it.
            : Customer is { } customer ? await Query.OfCustomerAsync(_staff!, customer, cancellationToken)
            : await Query.OfRecordAsync(_staff!, Record ?? Guid.Empty, cancellationToken);
    }

    private string WhenOf(DeliveryLine mail) => MailStates.WhenOf(mail, _view!); // Drawn once it is read.

    private async Task SendAsync(DeliveryLine mail)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused) = (true, null);
        try
        {
            await Resend.RunAsync(_staff!, mail.Id, RequestKey.New("resend-mail"), Closed); // Drawn for somebody.
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isActing = false;
        }
    }
}

/// <summary>How the office names what became of a mail.</summary>
internal static class MailStates
{
    public static readonly IReadOnlyList<EmailState> All =
    [
        EmailState.Queued,
        EmailState.Deferred,
        EmailState.Failed,
        EmailState.Sent,
        EmailState.Withheld,
    ];

    public static string NameOf(EmailState state) => state == EmailState.Withheld ? "Not needed" : state.ToString();

    public static string ToneOf(EmailState state) =>
        state switch
        {
            EmailState.Sent => "good",
            EmailState.Failed => "bad",
            EmailState.Deferred => "waiting",
            _ => "",
        };

    public static string ActOf(DeliveryLine mail) => mail.IsWaiting ? "Send now" : "Send again";

    /// <summary>When it left, or when it is tried next.</summary>
    public static string WhenOf(DeliveryLine mail, DeliveriesView view) =>
        mail.SentAt is { } sent ? view.Company.Words.Instant(sent, view.Now)
        : !mail.IsWaiting ? view.Company.Words.Instant(mail.QueuedAt, view.Now)
        : mail is { NextTryAt: { } next } && next > view.Now
            ? (mail.State == EmailState.Deferred ? "Next try " : "Waits for the end of quiet hours, ") + view.Company.Words.Instant(next, view.Now)
        : "Leaves now";
}
