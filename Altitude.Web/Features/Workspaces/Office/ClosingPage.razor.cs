using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Where an owner reads what closing the company does, and closes it.</summary>
public sealed partial class ClosingPage
{
    private Staff? _staff;
    private ClosingView? _view;
    private RuleViolation? _refused;
    private string _typed = "";
    private bool _isActing;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ClosingQuery Query { get; init; }

    [Inject]
    public required ShutCompany Shut { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayClose => _staff?.Role.May(Permission.CloseCompany) == true;

    private string LastDay => _view!.Company.Words.Day(_view.EndsAt, _view.Now); // Drawn only where there is a view; so below.

    private string ExportState =>
        _view!.IsExportFresh ? "Ready"
        : _view.IsExportUnderWay ? "Being made"
        : _view.ExportedAt is null ? "Needed"
        : "Too old";

    private string ExportInWords =>
        _view!.ExportedAt is { } at
            ? $"The last one that you can download was made {_view.Company.Words.Moment(at, _view.Now)}. It must not be older than a day."
            : "Take everything with you first: an export of all data, not older than a day.";

    private IEnumerable<(string What, string Text)> Effects
    {
        get
        {
            var view = _view!;
            var phone = view.Company.Company.Phone;
            var found =
                phone.Length > 0
                    ? $"a page that says you are closed, with your phone number {phone}"
                    : "a page that says you are closed. You gave no phone number";
            yield return (
                "Customers",
                $"{Count(view.CustomersIn, "Nobody is signed in", "1 is signed in, and is signed out at once", "are signed in, and are signed out at once")}. In place of the portal and the request form they find {found}."
            );
            yield return (
                "Your team",
                $"{Count(view.StaffIn, "Nobody else is signed in", "1 other sign-in ends at once", "other sign-ins end at once")}. Nobody comes into the office; owners can sign in to open it again or to fetch the data."
            );
            yield return (
                "Estimates",
                $"{Count(view.OpenEstimates, "None waits for an answer", "1 waits for an answer", "wait for an answer")}. Nobody can approve or decline meanwhile, and they expire on their day."
            );
            yield return (
                "Invoices",
                $"{Count(view.UnpaidInvoices, "None is unpaid", "1 is unpaid", "are unpaid")}. What is owed stays owed, but nobody can pay online."
            );
            yield return (
                "Visits",
                $"{Count(view.VisitsAhead, "None is agreed for the days ahead", "1 is agreed for the days ahead", "are agreed for the days ahead")}. Nobody is told: cancel them first, or call."
            );
            if (view.OpenCheckouts > 0)
            {
                yield return (
                    "Payment pages",
                    $"{Count(view.OpenCheckouts, "", "1 is open at a customer's", "are open at customers'")}. This ends first, so that nobody pays into a closed company."
                );
            }

            yield return (
                "Mails",
                "None are sent any more, except to owners. Reminders and other background work rest; payments are still matched with your payment provider."
            );
        }
    }

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (MayClose)
        {
            _view = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        }
    }

    private async Task ShutAsync()
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused) = (true, null);
        try
        {
            await Shut.RunAsync(_staff!, _typed, RequestKey.New("shut-company"), CancellationToken.None); // The form is drawn for somebody; half of it is not left.
            Navigation.NavigateTo(OfficeDoor.Closed, forceLoad: true);
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

    private static string Count(int count, string none, string one, string many) =>
        count switch
        {
            0 => none,
            1 => one,
            >= ClosingQuery.Most => $"{ClosingQuery.Most} or more {many}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{count} {many}"),
        };
}
