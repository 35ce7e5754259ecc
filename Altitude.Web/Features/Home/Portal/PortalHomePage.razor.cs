using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Web.Components;
using Altitude.Web.Features.Appointments;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Home.Portal;

/// <summary>A customer's front page.</summary>
public sealed partial class PortalHomePage
{
    [Inject]
    public required PortalHomeQuery Query { get; init; }

    private HomeTexts Texts => new(Company.Culture);

    private PortalHome View { get; set; } = null!; // Loaded before anything is drawn.

    private bool MayAsk => Reader.MaySeeEstimates();

    private string FirstName => Reader.ContactName.Split(' ', 2)[0];

    protected override async Task LoadAsync() => View = await Query.RunAsync(Reader, Company.Zone, Aborted);

    /// <summary>A contact who sees no estimates or no invoices does not read of them in a stage either.</summary>
    private string StateOf(HomeJob job) =>
        job.End is not null ? Texts.Closed
        : IsHidden(job.Stage) ? Texts.InProgress
        : job.Stage == JobStage.Lead ? Texts.New
        : StateNames.Of(job.Stage, Company.Culture);

    private string ToneOf(HomeJob job) => job.End is not null || IsHidden(job.Stage) ? StateTones.Neutral : StateTones.Of(job.Stage);

    private string DetailOf(HomeJob job) =>
        job.Visit is { } visit
            ? Texts.JobOnDay(job.Number, Company.Words.Day(visit, View.Now), Company.Words.Time(visit))
            : Texts.JobSince(job.Number, Company.Words.Day(job.CreatedAt, View.Now));

    private bool Waits(HomeVisit visit) => visit.State == AppointmentState.Scheduled && Reader.Rights.MayDecide();

    private string WhenOf(HomeVisit visit) => new VisitWords(Company, visit.ZoneId).When(visit.StartsAt, View.Now);

    private string DetailOf(HomeVisit visit) => visit.Technician is null ? WhenOf(visit) : $"{WhenOf(visit)}, {visit.Technician}";

    private bool IsHidden(JobStage stage) =>
        stage switch
        {
            JobStage.EstimateSent or JobStage.Approved => !Reader.MaySeeEstimates(),
            JobStage.Invoiced or JobStage.Paid => !Reader.MaySeeInvoices(),
            _ => false,
        };
}
