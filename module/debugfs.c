// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files below /sys/kernel/debug/vmabench: text in, text out.
 *
 * debugfs waits for running handlers when files are removed, so none of the
 * handlers' locks is held then.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "control.h"
#include "csv.h"
#include "debugfs.h"
#include "knobs.h"
#include "report.h"
#include "schemes/schemes.h"
#include "user_thread.h"

/* No valid value is longer. */
#define VMB_WRITE_MAX PAGE_SIZE
/* No unknown command is repeated that is longer. */
#define VMB_COMMAND_MAX 32

static struct dentry *root;

/*
 * Copy text from user space and terminate it; NULs inside it are kept.  Text
 * that is too long is cut: it is invalid all the same, and is refused later.
 */
static char *copy_text(const char __user *from, size_t *len)
{
	*len = min_t(size_t, *len, VMB_WRITE_MAX);
	return memdup_user_nul(from, *len);
}

static int version_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "module=%s\nabi=%d\ncsv=%d\n", VMB_VERSION,
		   VMB_ABI_VERSION, VMB_CSV_VERSION);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(version);

/* Print the values of the knob index besides native, separated by spaces. */
static void list_indexes(struct seq_file *m, const struct vmb_scheme *scheme)
{
	enum vmb_tree tree;

	for (tree = 0; tree < VMB_TREES; tree++)
		if (scheme->trees & BIT(tree))
			seq_printf(m, "%s%s", scheme->trees & (BIT(tree) - 1) ?
				   " " : "", vmb_tree_name(tree));
}

/* Print the knobs of the scheme only, separated by spaces. */
static void list_options(struct seq_file *m, const struct vmb_scheme *scheme)
{
	unsigned int i;

	for (i = 0; i < VMB_OPTION_COUNT; i++)
		if (scheme->options & BIT(i))
			seq_printf(m, "%s%s", scheme->options & (BIT(i) - 1) ?
				   " " : "", vmb_option_name(i));
}

static int schemes_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	seq_puts(m, "scheme,family,available,reason,indexes,options\n");
	for (i = 0; i < vmb_scheme_count; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i];
		const char *reason = vmb_scheme_unavailable(scheme);

		seq_printf(m, "%s,%s,%d,", scheme->name, scheme->family,
			   !reason);
		vmb_csv_text(m, reason ?: "");
		seq_putc(m, ',');
		list_indexes(m, scheme);
		seq_putc(m, ',');
		list_options(m, scheme);
		seq_putc(m, '\n');
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(schemes);

static int knobs_csv_show(struct seq_file *m, void *unused)
{
	vmb_knobs_describe(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(knobs_csv);

static int knob_show(struct seq_file *m, void *unused)
{
	vmb_control_show_knob(m, m->private);
	return 0;
}

static int knob_open(struct inode *inode, struct file *file)
{
	return single_open(file, knob_show, inode->i_private);
}

static ssize_t knob_write(struct file *file, const char __user *from,
			  size_t len, loff_t *pos)
{
	const struct vmb_knob *knob = file_inode(file)->i_private;
	size_t text_len = len;
	char *text = copy_text(from, &text_len);
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = vmb_control_set_knob(knob, text, text_len);
	kfree(text);
	return err ?: len;
}

static const struct file_operations knob_fops = {
	.owner = THIS_MODULE,
	.open = knob_open,
	.read = seq_read,
	.write = knob_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int carry_out(struct file *file, const char *command)
{
	if (!strcmp(command, "run"))
		return vmb_control_run(file);
	if (!strcmp(command, "check"))
		return vmb_control_check();
	if (!strcmp(command, "arm"))
		return vmb_control_arm(file);
	if (!strcmp(command, "start"))
		return vmb_control_start(file);
	if (!strcmp(command, "wait"))
		return vmb_control_wait();
	if (!strcmp(command, "stop"))
		return vmb_control_stop();
	if (!strcmp(command, "abort"))
		return vmb_control_abort();
	if (!strcmp(command, "reset"))
		return vmb_control_reset();
	return vmb_control_unknown(command);
}

static ssize_t control_write(struct file *file, const char __user *from,
			     size_t len, loff_t *pos)
{
	char text[VMB_COMMAND_MAX + sizeof("\n")];
	size_t text_len = min(len, sizeof(text) - 1);
	int err;

	/* Not allocated: there would be no sentence if that failed. */
	if (copy_from_user(text, from, text_len))
		return -EFAULT;
	text[text_len] = '\0';
	if (text_len && text[text_len - 1] == '\n')
		text[--text_len] = '\0';
	if (!vmb_is_plain(text, text_len) || text_len > VMB_COMMAND_MAX)
		err = vmb_control_unknown(NULL);
	else
		err = carry_out(file, text);
	return err ?: len;
}

static int control_open(struct inode *inode, struct file *file)
{
	return stream_open(inode, file);
}

static int control_flush(struct file *file, fl_owner_t id)
{
	vmb_control_flush(file);
	return 0;
}

static int control_release(struct inode *inode, struct file *file)
{
	vmb_control_release(file);
	return 0;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = control_open,
	.write = control_write,
	.flush = control_flush,
	.release = control_release,
};

static int user_thread_open(struct inode *inode, struct file *file)
{
	file->private_data = vmb_user_thread_create();
	if (!file->private_data)
		return -ENOMEM;
	return stream_open(inode, file);
}

static long user_thread_ioctl(struct file *file, unsigned int command,
			      unsigned long arg)
{
	if (command != VMB_USER_NEXT)
		return -ENOTTY;
	return vmb_control_user_thread(file->private_data, (void __user *)arg);
}

static int user_thread_release(struct inode *inode, struct file *file)
{
	vmb_user_thread_free(file->private_data);
	return 0;
}

static const struct file_operations user_thread_fops = {
	.owner = THIS_MODULE,
	.open = user_thread_open,
	.unlocked_ioctl = user_thread_ioctl,
	.release = user_thread_release,
};

/* An open status file remembers the last change of the state it has shown. */
static int status_show(struct seq_file *m, void *unused)
{
	unsigned long *seen = m->private;

	WRITE_ONCE(*seen, vmb_control_show_status(m));
	return 0;
}

static int status_open(struct inode *inode, struct file *file)
{
	unsigned long *seen = kzalloc(sizeof(*seen), GFP_KERNEL);
	int err;

	if (!seen)
		return -ENOMEM;
	*seen = -1UL;
	err = single_open(file, status_show, seen);
	if (err)
		kfree(seen);
	return err;
}

static __poll_t status_poll(struct file *file, poll_table *wait)
{
	struct seq_file *m = file->private_data;
	const unsigned long *seen = m->private;

	return vmb_control_poll(file, wait, READ_ONCE(*seen));
}

static int status_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->private);
	return single_release(inode, file);
}

static const struct file_operations status_fops = {
	.owner = THIS_MODULE,
	.open = status_open,
	.read = seq_read,
	.poll = status_poll,
	.llseek = seq_lseek,
	.release = status_release,
};

static int threads_show(struct seq_file *m, void *unused)
{
	vmb_control_show_threads(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(threads);

static int live_show(struct seq_file *m, void *unused)
{
	vmb_control_show_live(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(live);

#define VMB_DEFINE_RESULT(name)						\
static int name##_show(struct seq_file *m, void *unused)		\
{									\
	vmb_control_show_results(m, vmb_report_##name);			\
	return 0;							\
}									\
DEFINE_SHOW_ATTRIBUTE(name)

VMB_DEFINE_RESULT(summary);
VMB_DEFINE_RESULT(histogram);
VMB_DEFINE_RESULT(timeline);
VMB_DEFINE_RESULT(heat);

static int thread_results_show(struct seq_file *m, void *unused)
{
	vmb_control_show_results(m, vmb_report_threads);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(thread_results);

/* Create a file that goes when the module does; a user needs all of them. */
static void create(const char *name, umode_t mode, struct dentry *dir,
		   const void *data, const struct file_operations *fops,
		   int *err)
{
	struct dentry *file = debugfs_create_file(name, mode, dir, (void *)data,
						  fops);

	if (IS_ERR(file))
		*err = PTR_ERR(file);
}

/*
 * The same without debugfs's protection against removal, with which it forwards
 * no flush, and counts in one place what all threads do.  An open file keeps this
 * module loaded anyway.
 */
static void create_unsafe(const char *name, umode_t mode,
			  const struct file_operations *fops, int *err)
{
	struct dentry *file = debugfs_create_file_unsafe(name, mode, root, NULL,
							 fops);

	if (IS_ERR(file))
		*err = PTR_ERR(file);
}

/**
 * vmb_debugfs_init() - create the files
 *
 * Context: process, sleeps; when loading.
 * Return: 0, or an error if there is no debugfs or no memory for a file.
 */
int vmb_debugfs_init(void)
{
	struct dentry *dir;
	unsigned int i;
	int err = 0;

	root = debugfs_create_dir(VMB_DEBUGFS_DIR, NULL);
	if (IS_ERR(root))
		return PTR_ERR(root);

	dir = debugfs_create_dir("knobs", root);
	for (i = 0; i < vmb_knob_count; i++)
		create(vmb_knob_table[i].name, 0600, dir, &vmb_knob_table[i],
		       &knob_fops, &err);

	dir = debugfs_create_dir("results", root);
	create("summary.csv", 0400, dir, NULL, &summary_fops, &err);
	create("threads.csv", 0400, dir, NULL, &thread_results_fops, &err);
	create("histogram.csv", 0400, dir, NULL, &histogram_fops, &err);
	create("timeline.csv", 0400, dir, NULL, &timeline_fops, &err);
	create("heat.csv", 0400, dir, NULL, &heat_fops, &err);

	create("version", 0400, root, NULL, &version_fops, &err);
	create("schemes", 0400, root, NULL, &schemes_fops, &err);
	create("knobs.csv", 0400, root, NULL, &knobs_csv_fops, &err);
	create("status", 0400, root, NULL, &status_fops, &err);
	create("threads", 0400, root, NULL, &threads_fops, &err);
	create("live", 0400, root, NULL, &live_fops, &err);
	create_unsafe("user_thread", 0400, &user_thread_fops, &err);
	/* Last: no run begins before the other files are there. */
	create_unsafe("control", 0200, &control_fops, &err);
	if (err)
		debugfs_remove(root);
	return err;
}

/**
 * vmb_debugfs_exit() - remove the files
 *
 * Context: process, sleeps until no handler runs.
 */
void vmb_debugfs_exit(void)
{
	debugfs_remove(root);
}
