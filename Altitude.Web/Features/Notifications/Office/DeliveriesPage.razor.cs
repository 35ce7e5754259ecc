using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Notifications.Office;

/// <summary>What became of every mail, newest first, live; again where somebody needs it.</summary>
public sealed partial class DeliveriesPage
{
    private Staff? _staff;
    private DeliveriesView? _view;
    private RuleViolation? _refused;
    private bool _isActing;
    private string? _said;
    private int _take = DeliveriesQuery.Page;
    private EmailState? _shown;

    /// <summary>As the address names it: "failed"; anything else shows every state.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    public string? Wanted { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required DeliveriesQuery Query { get; init; }

    [Inject]
    public required ResendMail Resend { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MaySee => _staff?.Role.MayPrice() == true;

    private EmailState? State => Enum.TryParse<EmailState>(Wanted, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;

    private string EmptyWords =>
        State is { } state
            ? $"No mail is in this state: {MailStates.NameOf(state).ToLowerInvariant()}."
            : "Nothing was mailed yet. The first estimate that you send stands here.";

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("mail.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null && _shown != State)
        {
            _take = DeliveriesQuery.Page;
            await LoadAsync(Closed);
        }
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (MaySee)
        {
            _shown = State;
            _view = await Query.RunAsync(_staff!, _shown, _take, cancellationToken); // PrepareAsync sets it.
        }
    }

    private Task ShowMoreAsync()
    {
        _take = Math.Min(_take * 2, DeliveriesQuery.Most);
        return LoadAsync(Closed);
    }

    private string? CurrentOf(EmailState? state) => State == state ? "page" : null;

    private static string PathOf(EmailState state) => $"/office/deliveries?state={state.ToString().ToLowerInvariant()}";

    private string WhenOf(DeliveryLine mail) => MailStates.WhenOf(mail, _view!); // Drawn once it is read.

    private static string AgainOf(DeliveryLine mail) => mail.Again == 0 ? "" : ", sent again";

    private string AttemptsOf(DeliveryLine mail) => mail.Attempts > 1 ? $" {_view!.Company.Words.Count(mail.Attempts, "attempt")}" : ""; // As above.

    private async Task SendAsync(DeliveryLine mail)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused, _said) = (true, null, null);
        try
        {
            await Resend.RunAsync(_staff!, mail.Id, RequestKey.New("resend-mail"), Closed); // Drawn for somebody.
            _said = $"The mail to {mail.Address} is on its way.";
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
