using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class JobMapping : ITenantMapping<Job>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("jobs", Schemas.Tenant);
        job.HasKey(j => new { j.WorkspaceId, j.Id });
        job.Property(j => j.Id).ValueGeneratedNever();
        job.Property(j => j.Revision).IsConcurrencyToken();
        job.Property(j => j.Number).HasMaxLength(32);
        job.Property(j => j.Title).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        job.HasOne<Customer>().WithMany().HasForeignKey(j => new { j.WorkspaceId, j.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        job.HasOne<ServiceLocation>().WithMany().HasForeignKey(j => new { j.WorkspaceId, j.LocationId }).OnDelete(DeleteBehavior.Restrict);
        job.HasOne<StaffMember>().WithMany().HasForeignKey(j => new { j.WorkspaceId, j.AssigneeId }).OnDelete(DeleteBehavior.Restrict);
        job.HasIndex(j => new { j.WorkspaceId, j.Number }).IsUnique(); // A job's page.
        job.HasIndex(j => new
        {
            j.WorkspaceId,
            j.CustomerId,
            j.CreatedAt,
        }); // The portal's home; a customer's jobs.
        job.HasIndex(j => new { j.WorkspaceId, j.CustomerId }, "ix_jobs_open")
            .HasDatabaseName("ix_jobs_open")
            .HasFilter("\"end\" is null and stage <> 'Paid'"); // The board; how many jobs of a customer are open.
        job.HasIndex(j => new { j.WorkspaceId, j.StagedAt }, "ix_jobs_paid")
            .HasDatabaseName("ix_jobs_paid")
            .HasFilter("\"end\" is null and stage = 'Paid'"); // What was paid lately, on the board.
    }
}
