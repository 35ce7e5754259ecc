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
        job.Property(j => j.EndReason).HasMaxLength(400);
        job.HasMany(j => j.Checklist).WithOne().HasForeignKey(i => new { i.WorkspaceId, i.JobId }).OnDelete(DeleteBehavior.Restrict);
        job.HasMany(j => j.Notes).WithOne().HasForeignKey(n => new { n.WorkspaceId, n.JobId }).OnDelete(DeleteBehavior.Restrict);
        job.HasMany(j => j.Tags).WithOne().HasForeignKey(t => new { t.WorkspaceId, t.JobId }).OnDelete(DeleteBehavior.Cascade);
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
        job.HasIndex(j => new { j.WorkspaceId, j.CreatedAt }, "ix_jobs_unassigned")
            .HasDatabaseName("ix_jobs_unassigned")
            .HasFilter("\"end\" is null and stage <> 'Paid' and assignee_id is null"); // Whom nobody answers for: today.
        job.HasIndex(j => new { j.WorkspaceId, j.StagedAt }, "ix_jobs_invoiced")
            .HasDatabaseName("ix_jobs_invoiced")
            .HasFilter("\"end\" is null and stage = 'Invoiced'"); // Whose invoices may be overdue: today.
    }
}

internal sealed class ChecklistItemMapping : ITenantMapping<ChecklistItem>
{
    public void Configure(EntityTypeBuilder<ChecklistItem> item)
    {
        item.ToTable("checklist_items", Schemas.Tenant);
        item.HasKey(i => new { i.WorkspaceId, i.Id });
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.Text).HasMaxLength(200);
        item.HasOne<StaffMember>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.DoneBy }).OnDelete(DeleteBehavior.Restrict);
        item.HasIndex(i => new
        {
            i.WorkspaceId,
            i.JobId,
            i.Position,
        }); // A job's checklist, in its order.
    }
}

internal sealed class JobNoteMapping : ITenantMapping<JobNote>
{
    public void Configure(EntityTypeBuilder<JobNote> note)
    {
        note.ToTable("job_notes", Schemas.Tenant);
        note.HasKey(n => new { n.WorkspaceId, n.Id });
        note.Property(n => n.Id).ValueGeneratedNever();
        note.Property(n => n.Text).HasMaxLength(4000);
        note.HasOne<StaffMember>().WithMany().HasForeignKey(n => new { n.WorkspaceId, n.AuthorId }).OnDelete(DeleteBehavior.Restrict);
        note.HasIndex(n => new
        {
            n.WorkspaceId,
            n.JobId,
            n.WrittenAt,
        }); // A job's notes, newest first.
    }
}

internal sealed class TagMapping : ITenantMapping<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> tag)
    {
        tag.ToTable("tags", Schemas.Tenant);
        tag.HasKey(t => new { t.WorkspaceId, t.Id });
        tag.Property(t => t.Id).ValueGeneratedNever();
        tag.Property(t => t.Revision).IsConcurrencyToken();
        tag.Property(t => t.Name).HasMaxLength(40).UseCollation(Conventions.PeopleCollation);
        tag.Property(t => t.Key).HasMaxLength(40).UseCollation("C");
        tag.HasOne<Workspace>().WithMany().HasForeignKey(t => t.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        tag.HasIndex(t => new { t.WorkspaceId, t.Key }).IsUnique(); // One word is one tag; suggestions as one types.
    }
}

internal sealed class JobTagMapping : ITenantMapping<JobTag>
{
    public void Configure(EntityTypeBuilder<JobTag> tag)
    {
        tag.ToTable("job_tags", Schemas.Tenant);
        tag.HasKey(t => new
        {
            t.WorkspaceId,
            t.JobId,
            t.TagId,
        }); // A job's tags.
        tag.HasOne<Tag>().WithMany().HasForeignKey(t => new { t.WorkspaceId, t.TagId }).OnDelete(DeleteBehavior.Restrict);
        tag.HasIndex(t => new { t.WorkspaceId, t.TagId }); // The key that points at the tag.
    }
}
