using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Jobs;

/// <summary>A piece of work as staff take it down.</summary>
/// <param name="Location">Null: not known yet.</param>
/// <param name="Assignee">Null: nobody yet.</param>
public sealed record NewJob(Id<Customer> Customer, string Title, Id<ServiceLocation>? Location, Id<StaffMember>? Assignee);

/// <summary>Staff open a job for a customer; it begins on the board as a lead.</summary>
public sealed class OpenJob(WorkspaceDbFactory workspaces)
{
    /// <returns>The job's number.</returns>
    /// <exception cref="RuleViolation">Their role does not allow it, no title, or customer, place or person are gone.</exception>
    public Task<string> RunAsync(Staff staff, NewJob wanted, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "open jobs");
                RuleViolation.Unless(
                    await db.Customers.AnyAsync(c => c.Id == wanted.Customer, cancellationToken),
                    JobRules.Missing,
                    "Choose the customer whom the job is for."
                );
                RuleViolation.Unless(
                    wanted.Location is not { } place
                        || await db.Locations.AnyAsync(
                            l => l.Id == place && l.CustomerId == wanted.Customer && l.RemovedAt == null,
                            cancellationToken
                        ),
                    CustomerRules.Address,
                    "That place belongs to another customer. Choose one of this customer's."
                );
                await StaffOfCompany.NameAsync(db, wanted.Assignee, cancellationToken);

                var number = await JobNumber.NextAsync(db, cancellationToken);
                var job = Job.Open(Id<Job>.New(), db.WorkspaceId, wanted.Customer, wanted.Location, number, wanted.Title, wanted.Assignee, db.Now);
                db.Jobs.Add(job);
                return job.Number;
            },
            cancellationToken
        );
}

/// <summary>How jobs are numbered.</summary>
internal static class JobNumber
{
    private const long First = 1001;

    /// <returns>"JOB-1001"; without gaps in a company.</returns>
    public static async Task<string> NextAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        $"JOB-{await db.NextNumberAsync("JOB", First, cancellationToken)}";
}

/// <summary>Finds and locks a job that staff act on.</summary>
internal static class LockedJob
{
    /// <exception cref="RuleViolation"><see cref="JobRules.Missing"/>, or <see cref="JobRules.Ended"/>: it left the board.</exception>
    public static Task<Job> FindAsync(WorkspaceDb db, string number, CancellationToken cancellationToken) =>
        FindAsync(db, number, jobs => jobs, cancellationToken);

    /// <param name="with">What is loaded with it.</param>
    /// <param name="mayHaveEnded">It may have left the board.</param>
    /// <exception cref="RuleViolation">As above.</exception>
    public static async Task<Job> FindAsync(
        WorkspaceDb db,
        string number,
        Func<IQueryable<Job>, IQueryable<Job>> with,
        CancellationToken cancellationToken,
        bool mayHaveEnded = false
    )
    {
        RuleViolation.Unless(PlainText.Fits(number, 32), JobRules.Missing, "There is no such job.");
        var id = await db.Jobs.AsNoTracking().Where(j => j.Number == number).Select(j => (Id<Job>?)j.Id).SingleOrDefaultAsync(cancellationToken);
        if (id is not { } found)
        {
            throw new RuleViolation(JobRules.Missing, "There is no such job.");
        }

        await db.LockAsync(found, cancellationToken);
        var job = await with(db.Jobs).SingleAsync(j => j.Id == found, cancellationToken);
        RuleViolation.Unless(mayHaveEnded || job.End is null, JobRules.Ended, $"{job.Number} has left the board.");
        return job;
    }
}

/// <summary>Finds whom work is given to.</summary>
internal static class StaffOfCompany
{
    /// <returns>Null: nobody was meant.</returns>
    /// <exception cref="RuleViolation"><see cref="StaffRoles.NotAllowed"/>: they do not work here any more.</exception>
    public static async Task<string?> NameAsync(WorkspaceDb db, Id<StaffMember>? staff, CancellationToken cancellationToken)
    {
        if (staff is not { } id)
        {
            return null;
        }

        var name = await db.Staff.Where(s => s.Id == id && s.RemovedAt == null).Select(s => s.Name).SingleOrDefaultAsync(cancellationToken);
        return name ?? throw new RuleViolation(StaffRoles.NotAllowed, "That person does not work here any more. Choose somebody else.");
    }
}
