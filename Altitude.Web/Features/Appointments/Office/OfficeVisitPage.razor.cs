using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>One visit by itself: where mails and the job's page lead, and where a customer's wish for another time is taken up with one click.</summary>
public sealed partial class OfficeVisitPage
{
    private Staff? _staff;
    private VisitView? _visit;
    private string? _said;
    private bool _isMissing;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required VisitQuery Query { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private string Title => _isMissing ? "There is no such visit" : "Visit";

    protected override bool Concerns(FeedEntry entry) => entry.Subject == Id;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _visit = await Query.RunAsync(_staff!, new(Id), cancellationToken); // PrepareAsync sets it.
        _isMissing = _visit is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }
    }

    private void Say(string said) => _said = said;

    private void Leave() => Navigation.NavigateTo(ScheduleAddress.Page);
}
